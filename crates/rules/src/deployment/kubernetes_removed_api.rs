use shipworthy_core::facts::{Declaration, Value};
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::sites::{at, by_role};
use crate::text;

const HELP: &str = "Write the object in the version that replaced it.";

/// Finds objects of Kubernetes in versions that no cluster serves any more.
pub(crate) struct KubernetesRemovedApi;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("kubernetes-removed-api"),
    summary: text("a Kubernetes object in a version that was removed"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("kubernetes-removed-api.md")),
};

impl FileRule for KubernetesRemovedApi {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for declaration in &file.facts.declarations {
            let Declaration::Setting { key, value: Value::Str(object), span } = declaration else {
                continue;
            };
            if key != "kubernetes.api" {
                continue;
            }
            check.subject();
            if let Some((_, since)) =
                REMOVED.iter().find(|(removed, _)| *removed == object.as_str())
            {
                let what = format!("`{object}` is not served since Kubernetes {since}");
                let finding = at(id, *span, what).severity(by_role(file, Severity::High));
                check.report(finding.subject(object.clone()).help(HELP));
            }
        }
    }
}

/// Versions with their kinds, and the release that removed them.
/// Source: <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.
const REMOVED: &[(&str, &str)] = &[
    ("admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration", "1.22"),
    ("admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration", "1.22"),
    ("apiextensions.k8s.io/v1beta1/CustomResourceDefinition", "1.22"),
    ("apps/v1beta1/Deployment", "1.16"),
    ("apps/v1beta1/StatefulSet", "1.16"),
    ("apps/v1beta2/DaemonSet", "1.16"),
    ("apps/v1beta2/Deployment", "1.16"),
    ("apps/v1beta2/ReplicaSet", "1.16"),
    ("apps/v1beta2/StatefulSet", "1.16"),
    ("autoscaling/v2beta1/HorizontalPodAutoscaler", "1.25"),
    ("autoscaling/v2beta2/HorizontalPodAutoscaler", "1.26"),
    ("batch/v1beta1/CronJob", "1.25"),
    ("certificates.k8s.io/v1beta1/CertificateSigningRequest", "1.22"),
    ("discovery.k8s.io/v1beta1/EndpointSlice", "1.25"),
    ("extensions/v1beta1/DaemonSet", "1.16"),
    ("extensions/v1beta1/Deployment", "1.16"),
    ("extensions/v1beta1/Ingress", "1.22"),
    ("extensions/v1beta1/NetworkPolicy", "1.16"),
    ("extensions/v1beta1/ReplicaSet", "1.16"),
    ("networking.k8s.io/v1beta1/Ingress", "1.22"),
    ("networking.k8s.io/v1beta1/IngressClass", "1.22"),
    ("policy/v1beta1/PodDisruptionBudget", "1.25"),
    ("policy/v1beta1/PodSecurityPolicy", "1.25"),
    ("rbac.authorization.k8s.io/v1beta1/ClusterRole", "1.22"),
    ("rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding", "1.22"),
    ("rbac.authorization.k8s.io/v1beta1/Role", "1.22"),
    ("rbac.authorization.k8s.io/v1beta1/RoleBinding", "1.22"),
    ("scheduling.k8s.io/v1beta1/PriorityClass", "1.22"),
    ("storage.k8s.io/v1beta1/StorageClass", "1.22"),
];
