//! A small map for what grows at its end.

/// Pairs in the order of their keys. What a run learns concerns its latest terms, so a new key stands at the end
/// or close to it, and a list is as quick as a tree and takes a tenth of its code.
#[derive(Clone, Debug)]
pub(super) struct InOrder<Key, Value>(Vec<(Key, Value)>);

impl<Key, Value> Default for InOrder<Key, Value> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<Key: Ord, Value> InOrder<Key, Value> {
    /// The value of `key`: a new one, if it had none so far.
    pub(super) fn entry(&mut self, key: Key, new: impl FnOnce() -> Value) -> &mut Value {
        let place = self.before(&key).len();
        if self.0.get(place).is_none_or(|(known, _)| *known != key) {
            self.0.insert(place, (key, new()));
        }
        &mut self.0[place].1
    }

    /// The value of `key`, if it has one.
    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        let place = self.0.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        Some(&self.0[place].1)
    }

    /// Does something to every value.
    pub(super) fn each(&mut self, change: impl FnMut(&mut Value)) {
        self.0.iter_mut().map(|(_, value)| value).for_each(change);
    }

    /// The value of `key`: `value`, if it had none so far.
    pub(super) fn get_or_insert(&mut self, key: Key, value: Value) -> Value
    where
        Value: Copy,
    {
        *self.entry(key, || value)
    }

    /// Gives `key` this value.
    pub(super) fn insert(&mut self, key: Key, value: Value)
    where
        Value: Copy,
    {
        *self.entry(key, || value) = value;
    }

    /// Forgets `key`, and gives its value if it had one.
    pub(super) fn remove(&mut self, key: &Key) -> Option<Value> {
        let place = self.before(key).len();
        self.0.get(place).filter(|(known, _)| known == key)?;
        Some(self.0.remove(place).1)
    }

    /// Forgets every key but these.
    pub(super) fn retain(&mut self, kept: impl Fn(&Key) -> bool) {
        self.0.retain(|(key, _)| kept(key));
    }

    /// The pairs whose keys are less than `key`.
    pub(super) fn before(&self, key: &Key) -> &[(Key, Value)] {
        &self.0[..self.0.partition_point(|(known, _)| known < key)]
    }

    /// The pairs whose keys are greater than `key`.
    #[inline]
    pub(super) fn after(&self, key: &Key) -> &[(Key, Value)] {
        // Most often there is none.
        match self.0.last() {
            Some((last, _)) if last > key => &self.0[self.0.partition_point(|(known, _)| known <= key)..],
            _ => &[],
        }
    }
}
