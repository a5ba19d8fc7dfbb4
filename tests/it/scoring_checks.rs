//! What the scoring checks claim holds for every value of the data.
