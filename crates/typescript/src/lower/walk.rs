use shipworthy_core::source::Span;
use tree_sitter::{Tree, TreeCursor};

use super::kinds::{F, Grammar, K};
use super::spared::SPARED;

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
    /// The text of the tree.
    text: &'t [u8],
    /// Where the last name begins that stands for a value and was not taken as one.
    met: Option<u32>,
    /// Where the last one begins that was.
    taken: Option<u32>,
    /// Whether one was passed over.
    missed: bool,
}

impl<'t> Walk<'t> {
    /// A cursor at the root of the tree of `text`.
    pub(super) fn new(tree: &'t Tree, text: &'t str, grammar: &'t Grammar) -> Self {
        let mut walk = Self {
            grammar,
            cursor: tree.walk(),
            kind: K::Other,
            span: Span::default(),
            text: text.as_bytes(),
            met: None,
            taken: None,
            missed: false,
        };
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
        if self.kind.is_name() && self.text.get(self.span.start as usize) == Some(&SPARED) {
            self.kind = K::Spared;
            let here = Some(self.span.start);
            if here != self.taken {
                self.missed |= self.met.is_some_and(|met| Some(met) != here);
                self.met = here;
            }
        }
    }

    /// Takes the name under the cursor for the value that it stands for.
    pub(super) fn take_spared(&mut self) -> Span {
        (self.met, self.taken) = (None, Some(self.span.start));
        self.span
    }

    /// Whether a name that stands for a value was taken for something else.
    pub(super) fn missed_spared(&self) -> bool {
        self.missed || self.met.is_some()
    }
}
