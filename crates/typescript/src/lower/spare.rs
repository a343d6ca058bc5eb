//! Lists that are filled while a node is lowered.

/// Keeps the memory of lists for those that come after: a list that grows child by child asks for memory again and again.
pub(super) struct Spare<T>(Vec<Vec<T>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Spare<T> {
    /// An empty list.
    pub(super) fn list(&mut self) -> Vec<T> {
        self.0.pop().unwrap_or_default()
    }

    /// What a list from [`list`](Self::list) holds, in just the memory that it needs.
    pub(super) fn boxed(&mut self, mut list: Vec<T>) -> Box<[T]> {
        let boxed = list.drain(..).collect();
        self.0.push(list);
        boxed
    }

    /// The same, or nothing where the list did not come to its end.
    pub(super) fn kept(&mut self, mut list: Vec<T>, whole: bool) -> Option<Box<[T]>> {
        if whole {
            return Some(self.boxed(list));
        }
        list.clear();
        self.0.push(list);
        None
    }
}
