//! Fractions under one denominator in DuckDB (通分), whose only exact operations on numbers of any size are sums and comparisons.
//!
//! A product of thousands of denominators is several times as long as their least common multiple, and its own product takes the
//! square of that. So what denominators are likely to share is taken out of them first: of d, m = gcd(d, a constant made of
//! small primes), and of d ÷ m once more. Of the rests only the different ones are multiplied, and the smallest number that holds
//! every m goes beside them. Where the denominators are the numbers from 1 to 6000, this has 2 887 digits, the least common
//! multiple 2 601, the product 20 065.
//!
//! That it is a multiple of every denominator needs no theorem: d = m × m2 × c, where m divides q, m2 divides q2, and c is one of the
//! factors. The columns called so below are these numbers.

use crate::ir::Range;

/// How many digits the numbers of a common multiple may have together; the functions for products go no further.
const MOST_DIGITS: usize = 54_000;

/// What each denominator d of a key k is made of.
fn taken_apart(fractions: &str) -> String {
    format!(
        "parted AS MATERIALIZED (SELECT *, r // m2 AS c
    FROM (SELECT *, exact_shared(r) AS m2 FROM (SELECT *, d // m AS r FROM (SELECT *, exact_shared(d) AS m FROM {fractions} AS f)))),
  shared AS MATERIALIZED (SELECT k, exact_lcm(LIST(DISTINCT m)) AS q, exact_lcm(LIST(DISTINCT m2)) AS q2 FROM parted GROUP BY k)"
    )
}

/// Numbers are refused before they are multiplied for minutes.
fn checked(leaves: &str) -> String {
    format!(
        "leaves AS (SELECT *, CASE WHEN SUM(length(CAST(c AS VARCHAR)) - 1) OVER (PARTITION BY k) > {MOST_DIGITS}
      THEN error('数太大，无法精确计算') ELSE ROW_NUMBER() OVER (PARTITION BY k ORDER BY c) - 1 END AS pos
    FROM ({leaves}))"
    )
}

/// The trees of these columns, their denominators times what all denominators share. What the functions for products take stands in
/// columns: they would compute an expression anew for every limb.
fn with_shared(numerators: &str) -> String {
    format!(
        "SELECT k{numerators}, exact_product(p, FALSE) AS d
FROM (SELECT *, exact_products(l, r) AS p
  FROM (SELECT t.*, exact_limbs(t.d) AS l, list_reverse(exact_limbs(s.q * s.q2)) AS r
    FROM ({}) AS t JOIN shared AS s ON s.k = t.k))",
        tops(numerators)
    )
}

/// A common multiple of the fixed-size denominators d of each key k of a query, as `k` and `d`: never smaller than the least one.
pub(super) fn multiple(different: &str) -> String {
    format!(
        "WITH RECURSIVE {},
  {},
  {}
{}",
        taken_apart(different),
        checked("SELECT DISTINCT k, c FROM parted"),
        tree(false),
        with_shared("")
    )
}

/// The same of denominators of any size: their product.
pub(super) fn product(different: &str) -> String {
    let leaves = checked(&format!("SELECT DISTINCT k, d AS c FROM {different} AS f"));
    format!("WITH RECURSIVE {leaves},\n  {}\n{}", tree(false), tops(""))
}

/// The sum of the fractions n/d of each key k of a table, where numerators and denominators have a fixed size, as `k`, `n` and `d`:
/// d is the [`multiple`] of the denominators.
///
/// Over the shared denominator q × q2 every fraction is n × f over c, and those of one c are added up. A product of n and f has no
/// fixed size; of thirteen digits of each it has. There are fewer than 2^34 pairs of m and m2, so that a sum of three such
/// products for all of them stays below 2^124.
pub(super) fn sum(fractions: &str) -> String {
    let in_parts = ["n", "f"].map(|x| {
        format!("{x} % 10000000000000 AS {x}0, {x} // 10000000000000 % 10000000000000 AS {x}1, {x} // 100000000000000000000000000 AS {x}2")
    });
    let leaves = format!(
        "SELECT k, c, exact_at(SUM(n0 * f0), 0) + exact_at(SUM(n0 * f1 + n1 * f0), 13) + exact_at(SUM(n0 * f2 + n1 * f1 + n2 * f0), 26)
      + exact_at(SUM(n1 * f2 + n2 * f1), 39) + exact_at(SUM(n2 * f2), 52) AS n
    FROM (SELECT k, c, {}
      FROM (SELECT p.k, p.c, p.n, (s.q // p.m) * (s.q2 // p.m2) AS f FROM parted AS p JOIN shared AS s ON s.k = p.k))
    GROUP BY k, c",
        in_parts.join(", ")
    );
    format!(
        "WITH RECURSIVE {},
  {},
  {}
{}",
        taken_apart(fractions),
        checked(&leaves),
        tree(true),
        with_shared(", n")
    )
}

/// The fractions of a table with the numerator 0 but for the largest, or smallest, of each key; `den` is the range of denominators.
///
/// What tells fractions apart is their whole part and the digits behind it. Two of them that differ do so by 1 ÷ (d × d) at least, and so
/// in that many places.
pub(super) fn only_one(fractions: &str, den: &Range, largest: bool) -> String {
    let Some((at_once, rounds)) = digits(den) else { return fractions.to_owned() };
    let zeros = format!("CAST('1{}' AS HUGEINT)", "0".repeat(at_once));
    let mut from = format!("(SELECT *, n - p0 * d AS r0 FROM (SELECT *, floor_div(n, d) AS p0 FROM {fractions} AS f) AS f)");
    let mut order = Vec::new();
    let direction = if largest { "DESC" } else { "ASC" };
    for at in 0..=rounds {
        order.push(format!("p{at} {direction}"));
        if at < rounds {
            let next = at + 1;
            from = format!("(SELECT *, r{at} * {zeros} // d AS p{next}, r{at} * {zeros} % d AS r{next} FROM {from} AS f)");
        }
    }
    format!(
        "(SELECT k, d, CASE WHEN ROW_NUMBER() OVER (PARTITION BY k ORDER BY {}) = 1 THEN n ELSE 0 END AS n FROM {from} AS f)",
        order.join(", ")
    )
}

/// How many digits of a fraction are found at once, in numbers of a fixed size, and how often, until all that differ have been told
/// apart; `None` if its denominator leaves no room.
pub(super) fn digits(den: &Range) -> Option<(usize, usize)> {
    let length = den.high.as_ref()?.to_string().len();
    // 10^37 is below 2^126.
    let at_once = 37_usize.checked_sub(length).filter(|digits| *digits > 0)?;
    Some((at_once, (2 * length).div_ceil(at_once)))
}

/// What each tree comes to.
fn tops(numerators: &str) -> String {
    let numerator = if numerators.is_empty() { "" } else { ", arg_max(n, level) AS n" };
    format!("SELECT k{numerator}, arg_max(d, level) AS d FROM tree WHERE pos = 0 GROUP BY k")
}

/// Two neighbors at a time become one, until there is one of each key: their denominators multiplied, and their fractions added up.
fn tree(with_fractions: bool) -> String {
    let only = |text: &'static str| if with_fractions { text } else { "" };
    format!(
        "tree AS (
    SELECT k, 0 AS level, pos{}, CAST(c AS BIGNUM) AS d FROM leaves
    UNION ALL
    SELECT k, level + 1, pos // 2{},
      CASE WHEN d2 IS NULL THEN d1 ELSE exact_product(exact_products(d1l, d2r), FALSE) END
    FROM (SELECT *{}, exact_limbs(d1) AS d1l, list_reverse(exact_limbs(d2)) AS d2r
      FROM (SELECT a.k, a.level, a.pos{}, a.d AS d1, b.d AS d2
        FROM tree AS a LEFT JOIN tree AS b ON b.k = a.k AND b.pos = a.pos + 1
        WHERE a.pos % 2 = 0 AND NOT (a.pos = 0 AND b.k IS NULL))))",
        only(", n"),
        only(
            ",
      CASE WHEN d2 IS NULL THEN n1 ELSE exact_product(exact_products(n1l, d2r), n1 < CAST('0' AS BIGNUM))
        + exact_product(exact_products(n2l, d1r), n2 < CAST('0' AS BIGNUM)) END"
        ),
        only(", exact_limbs(n1) AS n1l, exact_limbs(n2) AS n2l, list_reverse(exact_limbs(d1)) AS d1r"),
        only(", a.n AS n1, b.n AS n2"),
    )
}
