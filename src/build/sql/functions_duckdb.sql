-- ⌊a ÷ b⌋ of a positive b: the engine's own division goes towards 0.
CREATE OR REPLACE MACRO floor_div(a, b) AS a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END;

-- Numbers of any size (BIGNUM). Their sums, differences and comparisons are exact; their products and quotients are not, so
-- these are made here. A number becomes limbs of six digits, the last one first. Each sum of products of limbs stays below
-- 2^53, where whole numbers are exact in DOUBLE: 9000 × (10^6)^2 is less.
CREATE OR REPLACE MACRO exact_size(a) AS length(ltrim(CAST(a AS VARCHAR), '-'));
CREATE OR REPLACE MACRO exact_limbs(a) AS list_reverse(CAST(regexp_extract_all(
  lpad(ltrim(CAST(a AS VARCHAR), '-'), CAST((exact_size(a) + 5) // 6 * 6 AS INTEGER), '0'), '.{6}') AS DOUBLE[]));
CREATE OR REPLACE MACRO exact_products(a, r) AS list_transform(range(1, len(a) + len(r)), lambda k:
  CASE WHEN least(len(a), len(r)) > 9000 THEN error('数太大，无法精确计算') ELSE CAST(list_dot_product(
    a[greatest(1, k + 1 - len(r)):least(k, len(a))],
    r[len(r) - k + greatest(1, k + 1 - len(r)):len(r) - k + least(k, len(a))]) AS BIGINT) END);
CREATE OR REPLACE MACRO exact_part(p, unit) AS CAST(array_to_string(list_reverse(list_transform(p, lambda c:
  lpad(CAST(c // unit % 1000000 AS VARCHAR), 6, '0'))), '') || repeat('0', length(CAST(unit AS VARCHAR)) - 1) AS BIGNUM);
CREATE OR REPLACE MACRO exact_sum_of(p) AS exact_part(p, 1) + exact_part(p, 1000000) + exact_part(p, 1000000000000);
CREATE OR REPLACE MACRO exact_product(p, minus) AS CASE WHEN minus THEN -exact_sum_of(p) ELSE exact_sum_of(p) END;
-- Long division of the digits s by b of n digits: what is left of those before, ten times, with the next one; 8, 4, 2 and 1 times b
-- are taken away where they fit. Sums stand for products: reading a text as a number takes longer the longer it is.
CREATE OR REPLACE MACRO exact_dividend(a, b) AS CAST(CASE WHEN a < CAST('0' AS BIGNUM) THEN b - a - CAST('1' AS BIGNUM) ELSE a END AS VARCHAR);
CREATE OR REPLACE MACRO exact_steps(s, n) AS flatten(list_transform(
  list_filter(string_split(substring(s, n), ''), lambda d: d <> ''), lambda d: [10 + CAST(d AS INTEGER), 8, 4, 2, 1]));
CREATE OR REPLACE MACRO exact_divided(s, n, t, b, b2, b4, b8) AS list_reduce(t, lambda u, e: CASE
  WHEN e > 9 THEN {x: u.x + u.x + u.x + u.x + u.x + u.x + u.x + u.x + u.x + u.x + CAST(e - 10 AS BIGNUM), q: u.q || CAST(u.c AS VARCHAR), c: 0}
  WHEN u.x < CASE e WHEN 8 THEN b8 WHEN 4 THEN b4 WHEN 2 THEN b2 ELSE b END THEN u
  ELSE {x: u.x - CASE e WHEN 8 THEN b8 WHEN 4 THEN b4 WHEN 2 THEN b2 ELSE b END, q: u.q, c: u.c + e} END,
  {x: CAST('0' || substring(s, 1, n - 1) AS BIGNUM), q: '', c: 0});
CREATE OR REPLACE MACRO exact_quotient(divided, minus) AS CAST(CASE WHEN minus THEN '-' ELSE '' END || divided.q || CAST(divided.c AS VARCHAR) AS BIGNUM);

-- A thousand steps or so towards the greatest common divisor of x and y, where x has n digits: t is b, twice, four times … b, taken away
-- from a before it gets larger; where b is larger than what is left, they change places. At the end b is 0.
CREATE OR REPLACE MACRO exact_euclid(x, y, n) AS list_reduce(range(least(4000, 8 * n)), lambda u, e: CASE
  WHEN u.b = CAST('0' AS BIGNUM) THEN u
  WHEN u.t > u.a THEN {a: u.b, b: u.a, t: u.a}
  WHEN u.t + u.t <= u.a THEN {a: u.a, b: u.b, t: u.t + u.t}
  ELSE {a: u.a - u.t, b: u.b, t: u.b} END, {a: x, b: y, t: y});

-- What a denominator is likely to share with others: 2^6 × 3^3 × 5^2 × 7^2 × 11 × 13 × 17 × 19 × 23 × 29 × 31 × 37 × 43.
CREATE OR REPLACE MACRO exact_shared(d) AS gcd(CAST(d AS HUGEINT), CAST('3216444737152046400' AS HUGEINT));
CREATE OR REPLACE MACRO exact_lcm(l) AS list_reduce(l, lambda a, b: lcm(a, b));
-- A number followed by so many zeros.
CREATE OR REPLACE MACRO exact_at(p, zeros) AS CAST(CAST(p AS VARCHAR) || repeat('0', zeros) AS BIGNUM);

-- Whole numbers as texts: with decimal places, or as a fraction in lowest terms.
CREATE OR REPLACE MACRO exact_decimal(t, places) AS CONCAT(CASE WHEN t LIKE '-%' THEN '-' ELSE '' END,
  substring(lpad(ltrim(t, '-'), CAST(greatest(length(ltrim(t, '-')), places + 1) AS INTEGER), '0'), 1, greatest(length(ltrim(t, '-')), places + 1) - places),
  CASE WHEN places > 0 THEN '.' || right(lpad(ltrim(t, '-'), CAST(greatest(length(ltrim(t, '-')), places + 1) AS INTEGER), '0'), places) ELSE '' END);
CREATE OR REPLACE MACRO exact_fraction(num, den) AS CONCAT(num // gcd(num, den), CASE WHEN den = gcd(num, den) THEN '' ELSE CONCAT('/', den // gcd(num, den)) END);

-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE MACRO exact_trimmed(t) AS trim(t, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13));
-- Most texts have no character to be read as another, and finding that out takes a thirtieth of the time.
CREATE OR REPLACE MACRO exact_folded(t) AS exact_trimmed(
  CASE WHEN t IS NULL THEN '' WHEN regexp_matches(t, {is_wide}) THEN translate(t, {wide}) ELSE t END);
CREATE OR REPLACE MACRO exact_key(t) AS regexp_replace(t, '\s', '', 'g');
CREATE OR REPLACE MACRO exact_short(t, most) AS left(regexp_replace(t, '[[:cntrl:]]', ' ', 'g'), most);
-- Numbers: the digits at the beginning, their units, the units if the rest is the unit and the range holds them.
CREATE OR REPLACE MACRO cell_head(t) AS replace(regexp_extract(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?'), ',', '');
CREATE OR REPLACE MACRO cell_rest(t) AS exact_trimmed(regexp_replace(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?', ''));
CREATE OR REPLACE MACRO cell_units(h, places) AS CASE
  WHEN h <> '' AND length(ltrim(split_part(h, '.', 1), '-+0')) <= 19 AND length(rtrim(split_part(h, '.', 2), '0')) <= places
  THEN CAST(split_part(h, '.', 1) || rpad(rtrim(split_part(h, '.', 2), '0'), places, '0') AS HUGEINT) END;
CREATE OR REPLACE MACRO cell_number(rest, units, unit, low, high) AS CASE WHEN rest IN ('', unit) AND units BETWEEN low AND high THEN units END;
CREATE OR REPLACE MACRO cell_fact(t) AS CASE
  WHEN t IN ('是', '有', '在册', '√', '✓', '✔') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗', '✘') THEN 0 END;
-- Days since 1 March of the year 0, of a day that exists; its year, month and day are the numbers of a list.
CREATE OR REPLACE MACRO cell_date(t, year) AS CASE
  WHEN regexp_full_match(t, '([0-9]{4}年)?\s*[0-9]{1,2}月\s*[0-9]{1,2}[日号]')
    THEN regexp_extract_all(CASE WHEN contains(t, '年') THEN t ELSE CONCAT(year, '年', t) END, '[0-9]+')
  WHEN regexp_full_match(t, '[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}( 00:00(:00)?)?') THEN regexp_extract_all(t, '[0-9]+') END;
CREATE OR REPLACE MACRO cell_day(g) AS CASE
  WHEN length(ltrim(g[1], '0')) BETWEEN 1 AND 4 AND length(ltrim(g[2], '0')) <= 2 AND length(ltrim(g[3], '0')) <= 2
  THEN TRY_CAST(CONCAT_WS('-', lpad(ltrim(g[1], '0'), 4, '0'), lpad(ltrim(g[2], '0'), 2, '0'), lpad(ltrim(g[3], '0'), 2, '0')) AS DATE) - DATE '1970-01-01' + 719468 END;
CREATE OR REPLACE MACRO cell_parts(t) AS list_filter(list_transform(regexp_split_to_array(t, '[,、;\n]'), lambda p: exact_trimmed(p)), lambda p: p <> '');
CREATE OR REPLACE MACRO cell_document(t, parts, last) AS CASE
  WHEN cell_fact(t) = 0 THEN 0
  WHEN length(t) < 4 THEN NULL
  WHEN len(parts) >= 3 AND len(list_filter(parts, lambda p: regexp_matches(p, '[0-9].*号$'))) > 0
    AND len(list_filter(parts, lambda p: regexp_full_match(p, '[0-9]+\s*[年\-—./]\s*[0-9]+\s*[月\-—./]\s*[0-9]+\s*日?')
      AND COALESCE(cell_day(regexp_extract_all(p, '[0-9]+')) <= last, FALSE))) > 0 THEN 1
  ELSE 0 END;
