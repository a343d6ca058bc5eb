//! What programs call: jobs, models, mail, payments, messages.

use super::TechnologyKind::*;
use super::{NOTHING, Technology};

pub(super) const WORK: &[Technology] = &[
    Technology {
        id: "airflow",
        kinds: &[Jobs],
        names: &["airflow", "apache airflow"],
        images: &["airflow"],
        python: &["airflow"],
        variables: &["AIRFLOW"],
        ..NOTHING
    },
    Technology {
        id: "anthropic",
        kinds: &[Model],
        names: &["anthropic", "claude"],
        python: &["anthropic", "langchain_anthropic"],
        npm: &["@ai-sdk/anthropic", "@anthropic-ai/sdk", "@langchain/anthropic"],
        variables: &["ANTHROPIC", "CLAUDE"],
        ..NOTHING
    },
    Technology {
        id: "apscheduler",
        kinds: &[Jobs],
        names: &["apscheduler"],
        python: &["apscheduler"],
        ..NOTHING
    },
    Technology {
        id: "arq",
        kinds: &[Jobs],
        names: &["arq"],
        python: &["arq"],
        variables: &["ARQ"],
        ..NOTHING
    },
    Technology {
        id: "azure-openai",
        kinds: &[Model],
        names: &["azure openai"],
        python: &["langchain_openai.AzureChatOpenAI", "openai.AzureOpenAI"],
        npm: &["@azure/openai"],
        variables: &["AZURE_OPENAI"],
        ..NOTHING
    },
    Technology {
        id: "bedrock",
        kinds: &[Model],
        names: &["amazon bedrock", "bedrock"],
        python: &["langchain_aws"],
        npm: &["@ai-sdk/amazon-bedrock", "@aws-sdk/client-bedrock-runtime"],
        variables: &["BEDROCK"],
        ..NOTHING
    },
    Technology {
        id: "bull",
        kinds: &[Jobs, Queue],
        names: &["bull", "bull mq", "bullmq"],
        npm: &["@nestjs/bull", "@nestjs/bullmq", "bee-queue", "bull", "bullmq"],
        variables: &["BULL"],
        ..NOTHING
    },
    Technology {
        id: "celery",
        kinds: &[Jobs, Queue],
        names: &["celery"],
        python: &["celery", "django_celery_beat", "django_celery_results"],
        npm: &["celery-node"],
        variables: &["CELERY"],
        ..NOTHING
    },
    Technology {
        id: "cohere",
        kinds: &[Model],
        names: &["cohere"],
        python: &["cohere"],
        npm: &["cohere-ai"],
        variables: &["COHERE"],
        ..NOTHING
    },
    Technology {
        id: "crewai",
        kinds: &[Model],
        names: &["crew ai", "crewai"],
        python: &["crewai"],
        ..NOTHING
    },
    Technology {
        id: "dramatiq",
        kinds: &[Jobs, Queue],
        names: &["dramatiq"],
        python: &["dramatiq"],
        variables: &["DRAMATIQ"],
        ..NOTHING
    },
    Technology {
        id: "elevenlabs",
        kinds: &[Model],
        names: &["elevenlabs"],
        python: &["elevenlabs"],
        npm: &["@elevenlabs/elevenlabs-js", "elevenlabs"],
        variables: &["ELEVENLABS"],
        ..NOTHING
    },
    Technology {
        id: "flower",
        kinds: &[Helper],
        names: &["flower"],
        images: &["flower"],
        python: &["flower"],
        variables: &["FLOWER"],
        ..NOTHING
    },
    Technology {
        id: "gemini",
        kinds: &[Model],
        names: &["gemini", "google gemini"],
        python: &["google.genai", "google.generativeai", "langchain_google_genai", "vertexai"],
        npm: &["@ai-sdk/google", "@google/genai", "@google/generative-ai"],
        variables: &["GEMINI", "GOOGLE_API"],
        ..NOTHING
    },
    Technology {
        id: "groq",
        kinds: &[Model],
        names: &["groq"],
        python: &["groq", "langchain_groq"],
        npm: &["@ai-sdk/groq", "groq-sdk"],
        variables: &["GROQ"],
        ..NOTHING
    },
    Technology {
        id: "huggingface",
        kinds: &[Model],
        names: &["hugging face", "huggingface"],
        images: &["text-generation-inference"],
        python: &["datasets", "huggingface_hub", "sentence_transformers", "transformers"],
        npm: &["@huggingface/inference", "@huggingface/transformers"],
        variables: &["HF", "HUGGINGFACE"],
        ..NOTHING
    },
    Technology {
        id: "inngest",
        kinds: &[Jobs],
        names: &["inngest"],
        images: &["inngest"],
        python: &["inngest"],
        npm: &["inngest"],
        variables: &["INNGEST"],
        ..NOTHING
    },
    Technology {
        id: "langchain",
        kinds: &[Model],
        names: &["lang chain", "langchain"],
        python: &["langchain", "langchain_community", "langchain_core", "langchain_openai"],
        npm: &["@langchain/core", "@langchain/openai", "langchain"],
        variables: &["LANGCHAIN"],
        ..NOTHING
    },
    Technology {
        id: "langgraph",
        kinds: &[Model],
        names: &["langgraph"],
        python: &["langgraph"],
        npm: &["@langchain/langgraph"],
        ..NOTHING
    },
    Technology {
        id: "litellm",
        kinds: &[Model],
        names: &["litellm"],
        images: &["litellm"],
        python: &["litellm"],
        variables: &["LITELLM"],
        ..NOTHING
    },
    Technology {
        id: "llamaindex",
        kinds: &[Model],
        names: &["llama index", "llamaindex"],
        python: &["llama_index"],
        npm: &["llamaindex"],
        ..NOTHING
    },
    Technology {
        id: "mailgun",
        kinds: &[Mail],
        names: &["mailgun"],
        python: &["anymail", "mailgun"],
        npm: &["mailgun.js"],
        variables: &["MAILGUN"],
        ..NOTHING
    },
    Technology {
        id: "mcp",
        kinds: &[Interface],
        names: &["mcp", "model context protocol"],
        python: &["fastapi_mcp", "fastmcp", "mcp"],
        npm: &["@modelcontextprotocol/sdk", "fastmcp"],
        variables: &["MCP"],
        ..NOTHING
    },
    Technology {
        id: "mistral",
        kinds: &[Model],
        names: &["mistral"],
        python: &["langchain_mistralai", "mistralai"],
        npm: &["@mistralai/mistralai"],
        variables: &["MISTRAL"],
        ..NOTHING
    },
    Technology {
        id: "ollama",
        kinds: &[Model],
        names: &["ollama"],
        images: &["ollama"],
        python: &["langchain_ollama", "ollama"],
        npm: &["ollama", "ollama-ai-provider"],
        variables: &["OLLAMA"],
        ..NOTHING
    },
    Technology {
        id: "openai",
        kinds: &[Model],
        names: &["chatgpt", "gpt-4", "openai"],
        python: &["agents", "langchain_openai", "openai"],
        npm: &["@ai-sdk/openai", "@langchain/openai", "openai"],
        variables: &["OPENAI"],
        ..NOTHING
    },
    Technology {
        id: "paypal",
        kinds: &[Payment],
        names: &["paypal"],
        python: &["paypalcheckoutsdk", "paypalrestsdk"],
        npm: &[
            "@paypal/checkout-server-sdk",
            "@paypal/paypal-server-sdk",
            "@paypal/react-paypal-js",
        ],
        variables: &["PAYPAL"],
        ..NOTHING
    },
    Technology {
        id: "prefect",
        kinds: &[Jobs],
        names: &["prefect"],
        images: &["prefect"],
        python: &["prefect"],
        variables: &["PREFECT"],
        ..NOTHING
    },
    Technology {
        id: "razorpay",
        kinds: &[Payment],
        names: &["razorpay"],
        python: &["razorpay"],
        npm: &["razorpay"],
        variables: &["RAZORPAY"],
        ..NOTHING
    },
    Technology {
        id: "resend",
        kinds: &[Mail],
        names: &["resend"],
        python: &["resend"],
        npm: &["resend"],
        variables: &["RESEND"],
        ..NOTHING
    },
    Technology {
        id: "rq",
        kinds: &[Jobs, Queue],
        names: &["python-rq", "rq"],
        python: &["django_rq", "rq"],
        variables: &["RQ"],
        ..NOTHING
    },
    Technology {
        id: "sendgrid",
        kinds: &[Mail],
        names: &["sendgrid"],
        python: &["sendgrid"],
        npm: &["@sendgrid/mail"],
        variables: &["SENDGRID"],
        ..NOTHING
    },
    Technology {
        id: "slack",
        kinds: &[Messaging],
        names: &["slack"],
        python: &["slack_bolt", "slack_sdk"],
        npm: &["@slack/bolt", "@slack/web-api", "@slack/webhook"],
        variables: &["SLACK"],
        ..NOTHING
    },
    Technology {
        id: "smtp",
        kinds: &[Mail],
        names: &["nodemailer", "smtp"],
        images: &["boky/postfix", "exim-relay", "postfix"],
        schemes: &["smtp", "smtps"],
        python: &[
            "aiosmtplib",
            "django.core.mail",
            "emails",
            "fastapi_mail",
            "flask_mail",
            "smtplib",
        ],
        npm: &["@nestjs-modules/mailer", "nodemailer"],
        variables: &["EMAIL", "MAIL", "SMTP"],
        ..NOTHING
    },
    Technology {
        id: "stripe",
        kinds: &[Payment],
        names: &["stripe"],
        images: &["stripe-cli", "stripe-mock"],
        python: &["djstripe", "stripe"],
        npm: &["@stripe/react-stripe-js", "@stripe/stripe-js", "stripe"],
        variables: &["STRIPE"],
        ..NOTHING
    },
    Technology {
        id: "temporal",
        kinds: &[Jobs],
        names: &["temporal", "temporal.io"],
        images: &["temporalio/auto-setup", "temporalio/server", "temporalio/temporal"],
        python: &["temporalio"],
        npm: &["@temporalio/client", "@temporalio/worker", "@temporalio/workflow"],
        variables: &["TEMPORAL"],
        ..NOTHING
    },
    Technology {
        id: "transformers",
        kinds: &[Model],
        names: &["transformers"],
        python: &["transformers"],
        npm: &["@huggingface/transformers", "@xenova/transformers"],
        ..NOTHING
    },
    Technology {
        id: "trigger",
        kinds: &[Jobs],
        names: &["trigger.dev"],
        npm: &["@trigger.dev/sdk"],
        variables: &["TRIGGER"],
        ..NOTHING
    },
    Technology {
        id: "twilio",
        kinds: &[Messaging],
        names: &["twilio"],
        python: &["twilio"],
        npm: &["twilio"],
        variables: &["TWILIO"],
        ..NOTHING
    },
    Technology {
        id: "vllm",
        kinds: &[Model],
        names: &["vllm"],
        images: &["vllm-openai"],
        python: &["vllm"],
        variables: &["VLLM"],
        ..NOTHING
    },
];
