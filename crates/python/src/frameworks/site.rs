//! What Django serves beside its views: administration sites and the consumers of Channels.

use shipworthy_core::facts::{GuardClass, Mount, Name, Root, Route, Value, Via};
use shipworthy_core::project::{
    FileId, Found, GuardAt, HandlerAt, Place, RouteNode, RouterId, Symbol, SymbolKind,
};
use shipworthy_core::source::Text;

use super::django::DJANGO;
use super::source::guard;
use super::views::Views;

impl<'a> Views<'a, '_> {
    /// A consumer of Channels: what `connect` refuses is not served. The middleware of requests is not run.
    pub(super) fn consumer(
        &self,
        file: FileId,
        route: &Route,
        name: &Name,
        node: impl Fn(Box<[Text]>, HandlerAt, Vec<GuardAt>) -> RouteNode,
    ) -> RouteNode {
        let last: Text = name.last().into();
        let mut handler = HandlerAt { name: last.clone(), ..HandlerAt::default() };
        let mut guards = Vec::new();
        if let Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) =
            self.index.find(file, route.function, name)
        {
            handler.place = Some(self.index.place(class));
            let connect = super::channels::OPENING
                .into_iter()
                .find_map(|name| self.index.method(class, name));
            if let Some(Symbol { file, kind: SymbolKind::Function(at) }) = connect {
                handler.function = Some((file, at));
                let facts = self.index.facts(file);
                let method = facts.functions.get(at as usize);
                if let Some(method) = method.filter(|it| super::channels::is_unread(it)) {
                    let target = Value::Function(at);
                    let mut unread = guard(target, &[], Via::Call, method.definition);
                    unread.known = Some(GuardClass::Unknown);
                    guards.push(GuardAt { file, function: Some(at), guard: unread });
                }
            }
        }
        let mut node = node(["WEBSOCKET".into()].into(), handler, guards);
        node.exempt = [Via::Global].into();
        node
    }

    /// The pages of an administration site, which ask for a member of the staff.
    pub(super) fn administration(
        &self,
        parent: RouterId,
        file: FileId,
        mount: &Mount,
    ) -> RouteNode {
        let path: Text = "django.contrib.admin.site.has_permission".into();
        let target = Value::Name(Box::new(Name { path, root: Root::Unknown }));
        let mut asked = guard(target, &[], Via::Mount, mount.span);
        asked.known = Some(GuardClass::Reject);
        RouteNode {
            framework: DJANGO.into(),
            router: Some(parent),
            methods: Box::default(),
            path: mount.prefix.clone(),
            handler: HandlerAt { name: "admin.site".into(), ..HandlerAt::default() },
            guards: vec![GuardAt { file, function: mount.function, guard: asked }],
            exempt: Box::default(),
            skipped: Box::default(),
            switches: Box::default(),
            registered: Place { file, span: mount.span },
        }
    }

    /// Whether something is an administration site of Django, or one that the project makes of it.
    pub(super) fn is_administration(&self, found: &Found<'a>) -> bool {
        match found {
            Found::External(path) => {
                let path = path.trim_end_matches(".urls");
                path.starts_with("django.contrib.admin.")
                    && matches!(path.rsplit('.').next(), Some("site" | "AdminSite"))
            }
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Class(_) => {
                    self.index.lineage(*symbol).1.iter().any(|it| it.ends_with(".AdminSite"))
                }
                SymbolKind::Binding(_) => self.index.binding(*symbol).is_some_and(|it| {
                    it.value.as_call().is_some_and(|made| {
                        let made = self.index.find(symbol.file, it.function, &made.callee);
                        !matches!(made, Found::Symbol(Symbol { kind: SymbolKind::Binding(_), .. }))
                            && self.is_administration(&made)
                    })
                }),
                _ => false,
            },
            _ => false,
        }
    }
}
