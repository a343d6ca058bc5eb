//! Kubernetes manifests: workloads as containers, everything else as resources.
//!
//! Source: the Kubernetes API reference, <https://kubernetes.io/docs/reference/kubernetes-api/>.

use shipworthy_core::facts::{
    CommandLine, Container, ContainerKind, Declaration, DeclaredVariable, FileFacts, Mounted, Port,
    Probe, SecretKind, SecretUse, Value,
};
use shipworthy_core::secrets::{decode_base64, judge_variable};
use shipworthy_core::source::{Span, Text};

use crate::tree::Node;
use crate::variables;

/// Whether a document is a Kubernetes object.
pub(crate) fn is_kubernetes(document: &Node) -> bool {
    document.get("kind").and_then(Node::text).is_some() && document.get("apiVersion").is_some()
}

/// Adds what a document says. Lists are opened.
pub(crate) fn extract(document: &Node, facts: &mut FileFacts) {
    if document.text_of("kind").ends_with("List")
        && let Some(items) = document.get("items")
    {
        items.items().iter().for_each(|item| object(item, facts));
    } else {
        object(document, facts);
    }
}

fn object(object: &Node, facts: &mut FileFacts) {
    let kind = object.text_of("kind");
    let name = object.at(&["metadata", "name"]).and_then(Node::text).unwrap_or_default();
    let span =
        object.entry("kind").map_or(object.span(), |(key, value)| key.span().to(value.span()));
    let workload = format!("{kind}/{name}");
    for pod in pods_of(object, kind) {
        let before = facts.containers.len();
        for (section, is_init) in [("containers", false), ("initContainers", true)] {
            for node in pod.get(section).map(Node::items).unwrap_or_default() {
                facts.containers.push(container(node, pod, object, &workload, is_init));
            }
        }
        // A pod whose containers stand elsewhere (a patch, a fragment) still sets what it sets.
        if facts.containers.len() == before && POD_RIGHTS.iter().any(|key| pod.get(key).is_some()) {
            facts.containers.push(pod_alone(pod, object, &workload));
        }
    }
    facts.declarations.push(Declaration::Resource {
        kind: format!("kubernetes.{kind}").into(),
        name: name.into(),
        value: resource(object, kind),
        span,
    });
    if let Some((key, version)) = object.entry("apiVersion") {
        facts.declarations.push(Declaration::Setting {
            key: "kubernetes.api".into(),
            value: Value::Str(format!("{}/{kind}", version.text().unwrap_or_default()).into()),
            span: key.span().to(version.span()),
        });
    }
    if kind == "ConfigMap" {
        for (name, key, value) in object.get("data").map(Node::merged).unwrap_or_default() {
            let mut variable = variables::declared(name, value.text(), key.span());
            variable.source = "configmap".into();
            facts.declarations.push(Declaration::Variable(variable));
        }
    }
    if kind == "Secret" {
        for section in ["data", "stringData"] {
            for (name, key, value) in object.get(section).map(Node::merged).unwrap_or_default() {
                facts.declarations.push(Declaration::Variable(DeclaredVariable {
                    name: name.into(),
                    value: value.text().map(|text| secret_value(name, text, section == "data")),
                    source: "secret".into(),
                    commented: false,
                    span: key.span().to(value.span()),
                }));
            }
        }
    }
}

/// A value of a secret manifest: encoding hides nothing, and what is filled in elsewhere is none.
fn secret_value(name: &str, text: &str, encoded: bool) -> Value {
    let bytes = if encoded { decode_base64(text) } else { None };
    let decoded = bytes.and_then(|it| String::from_utf8(it).ok());
    let text = decoded.as_deref().unwrap_or(text).trim();
    match judge_variable(name, text) {
        Some(SecretKind::Literal) => Value::Redacted,
        _ => Value::Unknown,
    }
}

/// The pods that an object describes. Containers right below `spec` are a mistake in a workload, and still read.
fn pods_of<'a>(object: &'a Node, kind: &str) -> Vec<&'a Node> {
    let spec = object.get("spec");
    let pod = match kind {
        "Pod" => spec,
        "CronJob" => object.at(&["spec", "jobTemplate", "spec", "template", "spec"]),
        "PodTemplate" => object.at(&["template", "spec"]),
        _ => object.at(&["spec", "template", "spec"]),
    };
    let misplaced = spec.filter(|spec| kind != "Pod" && is_pod_list(spec));
    pod.into_iter().chain(misplaced).collect()
}

/// Whether a node lists containers with images: a custom resource may have a list of the same name.
fn is_pod_list(spec: &Node) -> bool {
    let containers = spec.get("containers").map(Node::items).unwrap_or_default();
    containers.iter().any(|it| it.get("image").is_some())
}

/// Keys of a pod that give it rights on its node.
const POD_RIGHTS: &[&str] = &["hostNetwork", "hostPID", "hostIPC", "volumes"];

/// A pod without containers: its rights, and what it mounts from its node.
fn pod_alone(pod: &Node, object: &Node, workload: &str) -> Container {
    let mut alone = container(pod, pod, object, workload, false);
    alone.name = Text::default();
    alone.volumes = pod
        .get("volumes")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|volume| {
            let path = volume.at(&["hostPath", "path"])?;
            Some(Mounted {
                source: format!("hostPath:{}", path.text()?).into(),
                target: Text::default(),
                span: path.span(),
            })
        })
        .collect();
    alone
}

/// What rules ask of a resource that is no container; secret data is not kept.
fn resource(object: &Node, kind: &str) -> Value {
    if matches!(kind, "Secret" | "SealedSecret") {
        let keys = ["data", "stringData"]
            .iter()
            .filter_map(|section| object.get(section))
            .flat_map(Node::merged);
        return Value::Dict(keys.map(|(name, ..)| (Text::from(name), Value::Redacted)).collect());
    }
    if kind == "ConfigMap" {
        return Value::Unknown;
    }
    object.get("spec").map_or(Value::Unknown, Node::value)
}

/// Keys of the pod and of the container that rules read; the container's own wins.
const INHERITED: &[&str] = &["runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile.type"];
const OWN: &[&str] = &[
    "privileged",
    "allowPrivilegeEscalation",
    "readOnlyRootFilesystem",
    "capabilities.add",
    "capabilities.drop",
    "procMount",
];
const POD: &[&str] = &[
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "serviceAccountName",
    "automountServiceAccountToken",
    "shareProcessNamespace",
];

fn container(node: &Node, pod: &Node, object: &Node, workload: &str, is_init: bool) -> Container {
    let mut settings: Vec<(Text, Value, Span)> = Vec::new();
    let mut keep = |key: String, value: Option<&Node>| {
        if let Some(value) = value {
            settings.push((key.into(), value.value(), value.span()));
        }
    };
    let at = |node: &Node, section: &str, path: &str| -> Option<Node> {
        let mut found = node.get(section)?;
        for key in path.split('.') {
            found = found.get(key)?;
        }
        Some(found.clone())
    };
    for key in INHERITED {
        let value = at(node, "securityContext", key).or_else(|| at(pod, "securityContext", key));
        keep(format!("securityContext.{key}"), value.as_ref());
    }
    for key in OWN {
        keep(format!("securityContext.{key}"), at(node, "securityContext", key).as_ref());
    }
    for key in POD {
        keep(format!("pod.{key}"), pod.get(key));
    }
    for path in ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"] {
        keep(format!("resources.{path}"), at(node, "resources", path).as_ref());
    }
    keep("imagePullPolicy".into(), node.get("imagePullPolicy"));
    keep("spec.replicas".into(), object.at(&["spec", "replicas"]));
    if is_init {
        settings.push(("init".into(), Value::Bool(true), node.span()));
    }
    // A workload must select its pods; what does not, and names no image, patches one that does.
    let selects = object.at(&["spec", "selector"]).is_some();
    if node.get("image").is_none() && !selects && !workload.starts_with("Pod/") {
        settings.push(("patch".into(), Value::Bool(true), node.span()));
    }
    let (environment, secrets) = environment(node);
    let run_as = at(node, "securityContext", "runAsUser")
        .or_else(|| at(pod, "securityContext", "runAsUser"));
    let is_joined = reads_arguments(node);
    let head = node.entry("name").map_or(node.span(), |(key, value)| key.span().to(value.span()));
    Container {
        kind: ContainerKind::Kubernetes,
        name: node.text_of("name").into(),
        workload: workload.into(),
        image: node
            .get("image")
            .and_then(|image| image.text().map(|text| (Text::from(text), image.span()))),
        build: None,
        target: Text::default(),
        command: if is_joined { None } else { command(node, "args") },
        entrypoint: if is_joined { joined(node) } else { command(node, "command") },
        working_directory: node.text_of("workingDir").into(),
        user: run_as.and_then(|user| user.text().map(|text| (Text::from(text), user.span()))),
        environment,
        ports: node
            .get("ports")
            .map(|ports| ports.items().iter().map(port).collect())
            .unwrap_or_default(),
        volumes: volumes(node, pod),
        health: None,
        probes: ["liveness", "readiness", "startup"]
            .into_iter()
            .filter_map(|kind| {
                node.get(&format!("{kind}Probe")).map(|probe| read_probe(kind, probe))
            })
            .collect(),
        secrets,
        settings,
        depends_on: Vec::new(),
        is_final: !is_init,
        span: node.span(),
        head,
    }
}

/// Whether the command is a shell that is told to run what the arguments say: `["sh", "-c"]`.
fn reads_arguments(node: &Node) -> bool {
    let last = node.get("command").and_then(|it| it.items().last()).and_then(Node::text);
    node.get("args").is_some()
        && last.is_some_and(|it| it.starts_with('-') && !it.starts_with("--") && it.ends_with('c'))
}

/// The command with its arguments as one command line.
fn joined(node: &Node) -> Option<CommandLine> {
    let (command, arguments) = (node.get("command")?, node.get("args")?);
    let items = command.items().iter().chain(arguments.items());
    let words: Vec<&str> = items.filter_map(Node::text).collect();
    Some(CommandLine::exec(&words, command.span().to(arguments.span())))
}

fn command(node: &Node, key: &str) -> Option<CommandLine> {
    node.get(key).and_then(Node::command)
}

fn environment(node: &Node) -> (Vec<DeclaredVariable>, Vec<SecretUse>) {
    let mut variables = Vec::new();
    let mut secrets = Vec::new();
    for item in node.get("env").map(Node::items).unwrap_or_default() {
        let name = item.text_of("name");
        let value = item.get("value");
        let span = value.map_or(item.span(), Node::span);
        let mut variable = variables::declared(name, value.and_then(Node::text), span);
        if let Some(secret) = item.at(&["valueFrom", "secretKeyRef"]) {
            let secret = secret.text_of("name");
            variable.source = format!("secret:{secret}").into();
            secrets.push(SecretUse {
                name: secret.into(),
                variable: name.into(),
                span: item.span(),
            });
        } else if let Some(map) = item.at(&["valueFrom", "configMapKeyRef"]) {
            variable.source = format!("configmap:{}", map.text_of("name")).into();
        }
        variables.push(variable);
    }
    for item in node.get("envFrom").map(Node::items).unwrap_or_default() {
        if let Some(secret) = item.get("secretRef") {
            secrets.push(SecretUse {
                name: secret.text_of("name").into(),
                variable: "*".into(),
                span: item.span(),
            });
        }
    }
    (variables, secrets)
}

fn port(node: &Node) -> Port {
    let number = |key: &str| node.get(key).and_then(Node::text).and_then(|text| text.parse().ok());
    Port {
        container: number("containerPort").unwrap_or(0),
        host: number("hostPort"),
        address: node.text_of("hostIP").into(),
        span: node.span(),
    }
}

/// The mounts of a container with what the pod mounts there: `hostPath:/var/run`, `secret:name` …
fn volumes(node: &Node, pod: &Node) -> Vec<Mounted> {
    let sources = pod.get("volumes").map(Node::items).unwrap_or_default();
    node.get("volumeMounts")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .map(|mount| {
            let name = mount.text_of("name");
            let volume = sources.iter().find(|volume| volume.text_of("name") == name);
            let host = volume.and_then(|volume| volume.get("hostPath"));
            let (source, span) = match (host, volume) {
                (Some(host), _) => (format!("hostPath:{}", host.text_of("path")), host.span()),
                (None, Some(volume)) => {
                    let kind = volume
                        .entries()
                        .iter()
                        .filter_map(|(key, _)| key.text())
                        .find(|key| *key != "name")
                        .unwrap_or_default();
                    (format!("{kind}:{name}"), mount.span())
                }
                (None, None) => (name.to_owned(), mount.span()),
            };
            Mounted { source: source.into(), target: mount.text_of("mountPath").into(), span }
        })
        .collect()
}

fn read_probe(kind: &str, node: &Node) -> Probe {
    let http = node.get("httpGet");
    Probe {
        kind: kind.into(),
        path: http.map(|http| Text::from(http.text_of("path"))).unwrap_or_default(),
        port: http.map(|http| Text::from(http.text_of("port"))).unwrap_or_default(),
        span: node.span(),
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Language;

    use super::*;

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      securityContext: {runAsUser: 1000}\n      containers:\n        - name: api\n          image: shop/api:1.2\n          args: [uvicorn, app:app]\n          env:\n            - name: DB_PASSWORD\n              value: hunter2-x\n            - name: TOKEN\n              valueFrom: {secretKeyRef: {name: shop, key: token}}\n          resources: {limits: {memory: 1Gi}}\n          readinessProbe: {httpGet: {path: /health, port: 8000}}\n          volumeMounts: [{name: sock, mountPath: /s}]\n      volumes: [{name: sock, hostPath: {path: /var/run/docker.sock}}]\n";

    fn read(text: &str) -> FileFacts {
        let mut facts = FileFacts::new(Language::new("kubernetes"), text);
        for document in crate::tree::read(text).documents {
            extract(&document, &mut facts);
        }
        facts
    }

    #[test]
    fn a_shell_reads_its_script_from_the_arguments() {
        let facts = read(
            "kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n      image: b\n      command: [sh, -c]\n      args: ['migrate && serve']\n",
        );
        let line = facts.containers[0].entrypoint.as_ref();
        assert_eq!(line.map(|line| line.commands().count()), Some(2));
        assert!(facts.containers[0].command.is_none());
    }

    #[test]
    fn a_workload_gives_containers_with_what_the_pod_sets() {
        let facts = read(DEPLOYMENT);
        let api = &facts.containers[0];
        assert_eq!((api.name.as_str(), api.workload.as_str()), ("api", "Deployment/api"));
        assert_eq!(api.user.as_ref().map(|(user, _)| user.as_str()), Some("1000"));
        assert_eq!(api.probes[0].path, "/health");
        assert_eq!(api.volumes[0].source, "hostPath:/var/run/docker.sock");
        assert_eq!(api.secrets[0].variable, "TOKEN");
        let keys: Vec<&str> = api.settings.iter().map(|(key, ..)| key.as_str()).collect();
        assert!(keys.contains(&"pod.hostNetwork") && keys.contains(&"resources.limits.memory"));
        assert!(!format!("{facts:?}").contains("hunter2"));
    }

    #[test]
    fn lists_are_opened() {
        let indented = DEPLOYMENT.replace('\n', "\n    ");
        let facts =
            read(&format!("apiVersion: v1\nkind: List\nitems:\n  - {}\n", indented.trim_end()));
        assert_eq!(facts.containers.len(), 1);
    }
}
