use shipworthy_core::source::Span;
use tree_sitter::{Tree, TreeCursor};

use super::kinds::{F, Grammar, K};

/// A cursor, and what stands under it.
///
/// Asking the tree what a node is costs about as much as going to it, and lowering asks several times about most
/// nodes. So each is asked once, when the cursor comes to it.
pub(super) struct Walk<'t> {
    grammar: &'t Grammar,
    cursor: TreeCursor<'t>,
    /// What the node under the cursor is.
    pub(super) kind: K,
    /// Where it stands.
    pub(super) span: Span,
}

impl<'t> Walk<'t> {
    pub(super) fn new(tree: &'t Tree, grammar: &'t Grammar) -> Self {
        let cursor = tree.walk();
        let mut walk = Self { grammar, cursor, kind: K::Other, span: Span::default() };
        walk.look();
        walk
    }

    /// Goes to the first child, if there is one.
    pub(super) fn down(&mut self) -> bool {
        let moved = self.cursor.goto_first_child();
        self.looked(moved)
    }

    /// Goes to the first child that ends behind `byte`, if there is one.
    pub(super) fn down_behind(&mut self, byte: u32) -> bool {
        let moved = self.cursor.goto_first_child_for_byte(byte as usize).is_some();
        self.looked(moved)
    }

    /// Goes to the last child, if there is one.
    pub(super) fn down_to_last(&mut self) -> bool {
        let moved = self.cursor.goto_last_child();
        self.looked(moved)
    }

    /// Goes to the next sibling, if there is one.
    pub(super) fn next(&mut self) -> bool {
        let moved = self.cursor.goto_next_sibling();
        self.looked(moved)
    }

    /// Goes back to the node that holds the one under the cursor: what that is, and where it stands.
    pub(super) fn up(&mut self, kind: K, span: Span) {
        self.cursor.goto_parent();
        (self.kind, self.span) = (kind, span);
    }

    /// What the node under the cursor is to the one that holds it.
    pub(super) fn field(&self) -> F {
        self.grammar.field(self.cursor.field_id())
    }

    /// Looks at where the cursor has come to, if it moved.
    fn looked(&mut self, moved: bool) -> bool {
        if moved {
            self.look();
        }
        moved
    }

    fn look(&mut self) {
        let node = self.cursor.node();
        self.kind = self.grammar.kind(node.kind_id());
        self.span = Span::new(node.start_byte() as u32, node.end_byte() as u32);
    }
}
