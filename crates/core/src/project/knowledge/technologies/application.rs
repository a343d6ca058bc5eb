//! What programs are built of: frameworks, interfaces, security, validation, data libraries.

use super::TechnologyKind::*;
use super::{NOTHING, Technology};

pub(super) const APPLICATION: &[Technology] = &[
    Technology {
        id: "alembic",
        kinds: &[Migration],
        names: &["alembic"],
        python: &["alembic", "flask_migrate"],
        ..NOTHING
    },
    Technology {
        id: "angular",
        kinds: &[Framework],
        names: &["angular"],
        npm: &["@angular/core"],
        ..NOTHING
    },
    Technology {
        id: "argon2",
        kinds: &[Security],
        names: &["argon2"],
        python: &["argon2", "passlib", "pwdlib"],
        npm: &["argon2"],
        ..NOTHING
    },
    Technology {
        id: "auth0",
        kinds: &[Security],
        names: &["auth0"],
        python: &["auth0", "authlib"],
        npm: &["@auth0/nextjs-auth0", "auth0", "express-oauth2-jwt-bearer"],
        variables: &["AUTH0"],
        ..NOTHING
    },
    Technology {
        id: "bcrypt",
        kinds: &[Security],
        names: &["bcrypt"],
        python: &["bcrypt", "flask_bcrypt", "passlib", "pwdlib"],
        npm: &["bcrypt", "bcryptjs"],
        ..NOTHING
    },
    Technology {
        id: "casbin",
        kinds: &[Security],
        names: &["casbin"],
        python: &["casbin"],
        npm: &["casbin"],
        ..NOTHING
    },
    Technology {
        id: "circuit-breaker",
        kinds: &[Resilience],
        names: &["circuit breaker", "circuit breakers"],
        python: &["aiobreaker", "circuitbreaker", "purgatory", "pybreaker"],
        npm: &["cockatiel", "opossum"],
        ..NOTHING
    },
    Technology {
        id: "clerk",
        kinds: &[Security],
        names: &["clerk"],
        python: &["clerk_backend_api"],
        npm: &["@clerk/clerk-react", "@clerk/clerk-sdk-node", "@clerk/express", "@clerk/nextjs"],
        variables: &["CLERK"],
        ..NOTHING
    },
    Technology {
        id: "cors",
        kinds: &[Security],
        names: &["cors"],
        python: &[
            "aiohttp_cors",
            "corsheaders",
            "fastapi.middleware.cors",
            "flask_cors",
            "starlette.middleware.cors",
        ],
        npm: &["@fastify/cors", "@koa/cors", "cors", "hono/cors"],
        variables: &["CORS"],
        ..NOTHING
    },
    Technology {
        id: "django",
        kinds: &[Framework],
        names: &["django"],
        python: &["django"],
        variables: &["DJANGO"],
        ..NOTHING
    },
    Technology {
        id: "drf",
        kinds: &[Framework],
        names: &["django rest framework", "drf"],
        python: &["rest_framework"],
        ..NOTHING
    },
    Technology {
        id: "drizzle",
        kinds: &[Orm, Migration],
        names: &["drizzle", "drizzle orm"],
        npm: &["drizzle-kit", "drizzle-orm"],
        ..NOTHING
    },
    Technology {
        id: "express",
        kinds: &[Framework],
        names: &["express", "express.js", "expressjs"],
        npm: &["@nestjs/platform-express", "express"],
        ..NOTHING
    },
    Technology {
        id: "fastapi",
        kinds: &[Framework],
        names: &["fast api", "fastapi"],
        python: &["fastapi"],
        ..NOTHING
    },
    Technology {
        id: "fastify",
        kinds: &[Framework],
        names: &["fastify"],
        npm: &["@nestjs/platform-fastify", "fastify"],
        ..NOTHING
    },
    Technology {
        id: "flask",
        kinds: &[Framework],
        names: &["flask"],
        python: &["flask"],
        variables: &["FLASK"],
        ..NOTHING
    },
    Technology {
        id: "flyway",
        kinds: &[Migration],
        names: &["flyway"],
        images: &["flyway"],
        variables: &["FLYWAY"],
        ..NOTHING
    },
    Technology {
        id: "graphql",
        kinds: &[Interface],
        names: &["apollo", "graphql"],
        python: &["ariadne", "gql", "graphene", "graphene_django", "graphql", "strawberry"],
        npm: &[
            "@apollo/client",
            "@apollo/server",
            "@nestjs/graphql",
            "apollo-server",
            "apollo-server-express",
            "graphql",
            "graphql-request",
            "graphql-yoga",
            "mercurius",
            "type-graphql",
            "urql",
        ],
        variables: &["GRAPHQL"],
        ..NOTHING
    },
    Technology {
        id: "grpc",
        kinds: &[Interface],
        names: &["grpc"],
        schemes: &["grpc"],
        python: &["grpc", "grpc_tools", "grpclib"],
        npm: &["@connectrpc/connect", "@grpc/grpc-js", "@grpc/proto-loader", "nice-grpc"],
        variables: &["GRPC"],
        ..NOTHING
    },
    Technology {
        id: "helmet",
        kinds: &[Security],
        names: &["helmet"],
        python: &["secure"],
        npm: &["@fastify/helmet", "helmet", "koa-helmet"],
        ..NOTHING
    },
    Technology { id: "hono", kinds: &[Framework], names: &["hono"], npm: &["hono"], ..NOTHING },
    Technology { id: "joi", kinds: &[Validation], names: &["joi"], npm: &["joi"], ..NOTHING },
    Technology {
        id: "jwt",
        kinds: &[Security],
        names: &["json web token", "json web tokens", "jwt", "jwts"],
        python: &[
            "authlib.jose",
            "fastapi_jwt_auth",
            "flask_jwt_extended",
            "jose",
            "joserfc",
            "jwt",
            "rest_framework_simplejwt",
        ],
        npm: &[
            "@fastify/jwt",
            "@nestjs/jwt",
            "express-jwt",
            "jose",
            "jsonwebtoken",
            "jwt-decode",
            "koa-jwt",
            "passport-jwt",
        ],
        variables: &["JWT"],
        ..NOTHING
    },
    Technology {
        id: "keycloak",
        kinds: &[Security],
        names: &["keycloak"],
        images: &["keycloak"],
        python: &["fastapi_keycloak", "keycloak"],
        npm: &["keycloak-connect", "keycloak-js", "nest-keycloak-connect"],
        variables: &["KEYCLOAK"],
        ..NOTHING
    },
    Technology {
        id: "knex",
        kinds: &[Orm, Migration],
        names: &["knex"],
        npm: &["knex", "objection"],
        ..NOTHING
    },
    Technology { id: "koa", kinds: &[Framework], names: &["koa"], npm: &["koa"], ..NOTHING },
    Technology {
        id: "matplotlib",
        kinds: &[Data],
        names: &["matplotlib"],
        python: &["matplotlib"],
        ..NOTHING
    },
    Technology {
        id: "nestjs",
        kinds: &[Framework],
        names: &["nest.js", "nestjs"],
        npm: &["@nestjs/common", "@nestjs/core"],
        ..NOTHING
    },
    Technology {
        id: "nextauth",
        kinds: &[Security],
        names: &["auth.js", "next-auth", "nextauth"],
        npm: &["@auth/core", "next-auth"],
        variables: &["NEXTAUTH"],
        ..NOTHING
    },
    Technology {
        id: "nextjs",
        kinds: &[Framework],
        names: &["next.js", "nextjs"],
        npm: &["next"],
        variables: &["NEXT"],
        ..NOTHING
    },
    Technology { id: "numpy", kinds: &[Data], names: &["numpy"], python: &["numpy"], ..NOTHING },
    Technology {
        id: "oauth2",
        kinds: &[Security],
        names: &["oauth", "oauth 2.0", "oauth2", "oidc", "openid connect"],
        python: &[
            "allauth",
            "authlib",
            "fastapi.security.OAuth2PasswordBearer",
            "httpx_oauth",
            "oauth2_provider",
            "oauthlib",
            "requests_oauthlib",
            "social_django",
        ],
        npm: &[
            "arctic",
            "google-auth-library",
            "next-auth",
            "oauth4webapi",
            "openid-client",
            "passport-github2",
            "passport-google-oauth20",
            "passport-oauth2",
        ],
        variables: &["OAUTH"],
        ..NOTHING
    },
    Technology { id: "pandas", kinds: &[Data], names: &["pandas"], python: &["pandas"], ..NOTHING },
    Technology {
        id: "passport",
        kinds: &[Security],
        names: &["passport", "passport.js"],
        npm: &["@nestjs/passport", "passport"],
        ..NOTHING
    },
    Technology { id: "polars", kinds: &[Data], names: &["polars"], python: &["polars"], ..NOTHING },
    Technology {
        id: "prisma",
        kinds: &[Orm, Migration],
        names: &["prisma"],
        python: &["prisma"],
        npm: &["@prisma/client", "prisma"],
        variables: &["PRISMA"],
        ..NOTHING
    },
    Technology {
        id: "pydantic",
        kinds: &[Validation],
        names: &["pydantic"],
        python: &["pydantic", "pydantic_settings"],
        ..NOTHING
    },
    Technology {
        id: "pytorch",
        kinds: &[Model],
        names: &["pytorch", "torch"],
        python: &["torch"],
        ..NOTHING
    },
    Technology {
        id: "rate-limiter",
        kinds: &[Security],
        names: &["rate limiter", "rate limiting", "rate limits", "rate-limiting", "slowapi"],
        python: &[
            "aiolimiter",
            "django_ratelimit",
            "fastapi_limiter",
            "flask_limiter",
            "limits",
            "pyrate_limiter",
            "ratelimit",
            "slowapi",
        ],
        npm: &[
            "@fastify/rate-limit",
            "@nestjs/throttler",
            "@upstash/ratelimit",
            "bottleneck",
            "express-rate-limit",
            "hono-rate-limiter",
            "koa-ratelimit",
            "rate-limiter-flexible",
        ],
        variables: &["RATE_LIMIT"],
        ..NOTHING
    },
    Technology {
        id: "react",
        kinds: &[Framework],
        names: &["react", "react.js"],
        npm: &["react"],
        ..NOTHING
    },
    Technology {
        id: "redux",
        kinds: &[Framework],
        names: &["redux", "redux toolkit"],
        npm: &["@reduxjs/toolkit", "redux"],
        ..NOTHING
    },
    Technology {
        id: "retry",
        kinds: &[Resilience],
        names: &["retries", "retry", "tenacity"],
        python: &["backoff", "retrying", "stamina", "tenacity", "urllib3.util.retry"],
        npm: &["async-retry", "axios-retry", "cockatiel", "exponential-backoff", "p-retry"],
        ..NOTHING
    },
    Technology {
        id: "scikit-learn",
        kinds: &[Model],
        names: &["scikit learn", "scikit-learn", "sklearn"],
        python: &["sklearn"],
        ..NOTHING
    },
    Technology {
        id: "sequelize",
        kinds: &[Orm, Migration],
        names: &["sequelize"],
        npm: &["sequelize", "sequelize-cli", "sequelize-typescript"],
        ..NOTHING
    },
    Technology {
        id: "socketio",
        kinds: &[Interface],
        names: &["socket.io", "socketio"],
        python: &["flask_socketio", "socketio"],
        npm: &["@nestjs/platform-socket.io", "socket.io", "socket.io-client"],
        ..NOTHING
    },
    Technology { id: "spacy", kinds: &[Model], names: &["spacy"], python: &["spacy"], ..NOTHING },
    Technology {
        id: "sqlalchemy",
        kinds: &[Orm],
        names: &["sqlalchemy"],
        python: &["flask_sqlalchemy", "sqlalchemy", "sqlmodel"],
        ..NOTHING
    },
    Technology {
        id: "sqlmodel",
        kinds: &[Orm],
        names: &["sqlmodel"],
        python: &["sqlmodel"],
        ..NOTHING
    },
    Technology {
        id: "streamlit",
        kinds: &[Framework],
        names: &["streamlit"],
        python: &["streamlit"],
        variables: &["STREAMLIT"],
        ..NOTHING
    },
    Technology {
        id: "svelte",
        kinds: &[Framework],
        names: &["svelte", "sveltekit"],
        npm: &["@sveltejs/kit", "svelte"],
        ..NOTHING
    },
    Technology {
        id: "tailwind",
        kinds: &[Framework],
        names: &["tailwind", "tailwind css", "tailwindcss"],
        npm: &["@tailwindcss/postcss", "@tailwindcss/vite", "tailwindcss"],
        ..NOTHING
    },
    Technology {
        id: "tensorflow",
        kinds: &[Model],
        names: &["keras", "tensorflow"],
        python: &["keras", "tensorflow"],
        npm: &["@tensorflow/tfjs", "@tensorflow/tfjs-node"],
        ..NOTHING
    },
    Technology {
        id: "tortoise",
        kinds: &[Orm],
        names: &["tortoise", "tortoise orm"],
        python: &["aerich", "tortoise"],
        ..NOTHING
    },
    Technology {
        id: "trpc",
        kinds: &[Interface],
        names: &["trpc"],
        npm: &["@trpc/client", "@trpc/server"],
        ..NOTHING
    },
    Technology {
        id: "typeorm",
        kinds: &[Orm, Migration],
        names: &["typeorm"],
        npm: &["@nestjs/typeorm", "typeorm"],
        variables: &["TYPEORM"],
        ..NOTHING
    },
    Technology {
        id: "vite",
        kinds: &[Build],
        names: &["vite"],
        npm: &["vite"],
        variables: &["VITE"],
        ..NOTHING
    },
    Technology {
        id: "vue",
        kinds: &[Framework],
        names: &["nuxt", "vue", "vue.js"],
        npm: &["nuxt", "vue"],
        ..NOTHING
    },
    Technology {
        id: "websocket",
        kinds: &[Interface],
        names: &["web sockets", "websocket", "websockets"],
        schemes: &["ws", "wss"],
        python: &[
            "channels",
            "fastapi.WebSocket",
            "fastapi.websockets",
            "flask_sock",
            "starlette.websockets",
            "websocket",
            "websockets",
            "wsproto",
        ],
        npm: &[
            "@fastify/websocket",
            "@nestjs/websockets",
            "express-ws",
            "socket.io",
            "socket.io-client",
            "uws",
            "ws",
        ],
        ..NOTHING
    },
    Technology {
        id: "xgboost",
        kinds: &[Model],
        names: &["xgboost"],
        python: &["xgboost"],
        ..NOTHING
    },
    Technology { id: "zod", kinds: &[Validation], names: &["zod"], npm: &["zod"], ..NOTHING },
];
