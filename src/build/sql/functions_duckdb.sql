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
-- Long division: 8, 4, 2 and 1 times each power of ten of the divisor, largest first, are taken away where they fit.
CREATE OR REPLACE MACRO exact_dividend(a, b) AS CASE WHEN a < CAST('0' AS BIGNUM) THEN b - a - CAST('1' AS BIGNUM) ELSE a END;
CREATE OR REPLACE MACRO exact_steps(m, b, b2) AS list_transform(
  range(4 * greatest(exact_size(m) - exact_size(b) + 1, 0) - 1, -1, -1), lambda k: {
    x: CAST(CAST(CASE k % 4 WHEN 3 THEN b2 + b2 + b2 + b2 WHEN 2 THEN b2 + b2 WHEN 1 THEN b2 ELSE b END AS VARCHAR) || repeat('0', k // 4) AS BIGNUM),
    y: CAST(CASE k % 4 WHEN 3 THEN '8' WHEN 2 THEN '4' WHEN 1 THEN '2' ELSE '1' END || repeat('0', k // 4) AS BIGNUM)});
CREATE OR REPLACE MACRO exact_divided(m, steps) AS list_reduce(list_prepend({x: m, y: CAST('0' AS BIGNUM)}, steps), lambda s, e:
  CASE WHEN s.x >= e.x THEN {x: s.x - e.x, y: s.y + e.y} ELSE s END);
CREATE OR REPLACE MACRO exact_quotient(m, steps, minus) AS
  CASE WHEN minus THEN -(exact_divided(m, steps).y) ELSE exact_divided(m, steps).y END;
CREATE OR REPLACE MACRO exact_remainder(m, steps) AS exact_divided(m, steps).x;

-- Whole numbers as texts: with decimal places, or as a fraction in lowest terms.
CREATE OR REPLACE MACRO exact_decimal(t, places) AS CONCAT(CASE WHEN t LIKE '-%' THEN '-' ELSE '' END,
  substring(lpad(ltrim(t, '-'), CAST(greatest(length(ltrim(t, '-')), places + 1) AS INTEGER), '0'), 1, greatest(length(ltrim(t, '-')), places + 1) - places),
  CASE WHEN places > 0 THEN '.' || right(lpad(ltrim(t, '-'), CAST(greatest(length(ltrim(t, '-')), places + 1) AS INTEGER), '0'), places) ELSE '' END);
CREATE OR REPLACE MACRO exact_fraction(num, den) AS CONCAT(num // gcd(num, den), CASE WHEN den = gcd(num, den) THEN '' ELSE CONCAT('/', den // gcd(num, den)) END);

-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE MACRO exact_folded(t) AS trim(translate(COALESCE(t, ''), {wide}), ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13));
CREATE OR REPLACE MACRO exact_key(t) AS regexp_replace(t, '\s', '', 'g');
CREATE OR REPLACE MACRO exact_short(t) AS left(regexp_replace(t, '[[:cntrl:]]', ' ', 'g'), 40);
CREATE OR REPLACE MACRO cell_head(t) AS regexp_extract(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?');
CREATE OR REPLACE MACRO cell_units(h, places) AS CASE
  WHEN length(ltrim(split_part(h, '.', 1), '-+0')) <= 19 AND length(rtrim(split_part(h, '.', 2), '0')) <= places
  THEN TRY_CAST(split_part(h, '.', 1) || rpad(rtrim(split_part(h, '.', 2), '0'), places, '0') AS HUGEINT) END;
CREATE OR REPLACE MACRO cell_number(t, unit, places, low, high) AS CASE
  WHEN cell_head(t) <> '' AND exact_folded(substring(t, length(cell_head(t)) + 1)) IN ('', unit)
    AND cell_units(replace(cell_head(t), ',', ''), places) BETWEEN low AND high
  THEN cell_units(replace(cell_head(t), ',', ''), places) END;
CREATE OR REPLACE MACRO cell_fact(t) AS CASE
  WHEN t IN ('是', '有', '在册', '√', '✓') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗') THEN 0 END;
-- Days since 1 March of the year 0, of a day that exists.
CREATE OR REPLACE MACRO day_count(y, m, d) AS CASE
  WHEN y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND
    CASE WHEN m = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END
  THEN 365 * (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) + (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) // 4 - (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) // 100
    + (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) // 400 + ((m + 9) % 12 * 306 + 5) // 10 + d - 1 END;
CREATE OR REPLACE MACRO day_of(g) AS CASE WHEN len(g) > 0 THEN day_count(TRY_CAST(g[1] AS INTEGER), TRY_CAST(g[2] AS INTEGER), TRY_CAST(g[3] AS INTEGER)) END;
CREATE OR REPLACE MACRO cell_day(t, year) AS COALESCE(
  CASE WHEN regexp_full_match(t, '([0-9]{4}年)?\s*[0-9]{1,2}月\s*[0-9]{1,2}[日号]')
    THEN day_of(regexp_extract_all(CASE WHEN t LIKE '%年%' THEN t ELSE CONCAT(year, '年', t) END, '[0-9]+')) END,
  CASE WHEN regexp_full_match(t, '[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}( 00:00(:00)?)?')
    THEN day_of(regexp_extract_all(t, '[0-9]+')) END);
CREATE OR REPLACE MACRO is_issued(p, year) AS regexp_full_match(p, '[0-9]+\s*[年\-—./]\s*[0-9]+\s*[月\-—./]\s*[0-9]+\s*日?')
  AND COALESCE(day_of(regexp_extract_all(p, '[0-9]+')) <= day_count(year, 12, 31), FALSE);
CREATE OR REPLACE MACRO cell_document(t, year) AS CASE
  WHEN cell_fact(t) = 0 THEN 0
  WHEN length(t) < 4 THEN NULL
  WHEN len(list_filter(regexp_split_to_array(t, '[,、;\n]'), lambda p: trim(p) <> '')) >= 3
    AND len(list_filter(regexp_split_to_array(t, '[,、;\n]'), lambda p: regexp_matches(trim(p), '[0-9].*号$'))) > 0
    AND len(list_filter(regexp_split_to_array(t, '[,、;\n]'), lambda p: is_issued(trim(p), year))) > 0 THEN 1
  ELSE 0 END;
