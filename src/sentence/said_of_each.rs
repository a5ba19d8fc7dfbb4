//! What is said at the end of several values (小学率或初中率低于90%): it is said of those that stand before it without a comparison of
//! their own, too. Only types tell them from facts. Spec: sentences/conditions.md.

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use crate::syntax::tree::{Atom, AtomKind, Condition, Connective, Name, Predicate, Subject};

impl Lowering<'_> {
    /// The condition with the comparison written out for each; `None` if there is nothing to write.
    pub fn said_of_each(&self, condition: &Condition) -> Option<Condition> {
        let joined = condition.rest.iter().any(|(connective, _)| matches!(connective, Connective::And | Connective::Or));
        let mut atoms: Vec<Atom> = condition.atoms().cloned().collect();
        let (mut said, mut is_changed): (Option<Vec<Predicate>>, bool) = (None, false);
        for atom in atoms.iter_mut().rev().filter(|_| joined) {
            match (&atom.kind, &said) {
                (AtomKind::Comparison { subject: Some(_), predicates }, _) if !predicates.is_empty() => said = Some(predicates.clone()),
                (AtomKind::Fact(name), Some(predicates)) if self.is_value(name) => {
                    let subject = Some(Subject::Name(name.clone()));
                    atom.kind = AtomKind::Comparison { subject, predicates: predicates.clone() };
                    is_changed = true;
                }
                _ => said = None,
            }
        }
        let mut atoms = atoms.into_iter();
        let first = Box::new(atoms.next().filter(|_| is_changed)?);
        let rest = condition.rest.iter().map(|(connective, _)| *connective).zip(atoms).collect();
        Some(Condition { first, rest, ..condition.clone() })
    }

    /// Whether a name alone is a number or a day.
    fn is_value(&self, name: &Name) -> bool {
        let is_value = |ty: &Type| matches!(ty, Type::Number(_) | Type::Date);
        match self.scope.lookup(&name.text, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|known| is_value(&known.ty)),
            Some(Symbol::Column(id)) => self.scope.column_signature(id).is_some_and(|known| is_value(&known.ty)),
            _ => false,
        }
    }
}
