-- ⌊a ÷ b⌋ of a positive b: the engine's own division goes towards 0.
CREATE OR REPLACE TEMPORARY FUNCTION floor_div(a BIGINT, b BIGINT) RETURNS BIGINT RETURN (a - PMOD(a, b)) DIV b
;
CREATE OR REPLACE TEMPORARY FUNCTION floor_div_wide(a DECIMAL(38,0), b DECIMAL(38,0)) RETURNS BIGINT RETURN (a - PMOD(a, b)) DIV b
;
-- Whole numbers as texts with decimal places.
CREATE OR REPLACE TEMPORARY FUNCTION exact_decimal(t STRING, places INT) RETURNS STRING RETURN CONCAT(
  CASE WHEN t LIKE '-%' THEN '-' ELSE '' END,
  LEFT(LPAD(LTRIM('-', t), GREATEST(LENGTH(LTRIM('-', t)), places + 1), '0'), GREATEST(LENGTH(LTRIM('-', t)), places + 1) - places),
  CASE WHEN places > 0 THEN CONCAT('.', RIGHT(LPAD(LTRIM('-', t), GREATEST(LENGTH(LTRIM('-', t)), places + 1), '0'), places)) ELSE '' END)
;
-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE TEMPORARY FUNCTION exact_folded(t STRING) RETURNS STRING
  RETURN TRIM(BOTH ' \t\n\u000b\f\r' FROM TRANSLATE(COALESCE(t, ''), {wide}))
;
CREATE OR REPLACE TEMPORARY FUNCTION exact_key(t STRING) RETURNS STRING RETURN REGEXP_REPLACE(t, '\\s', '')
;
CREATE OR REPLACE TEMPORARY FUNCTION exact_short(t STRING) RETURNS STRING RETURN LEFT(REGEXP_REPLACE(t, '\\p{Cntrl}', ' '), 40)
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_units(head STRING, places INT) RETURNS DECIMAL(38,0) RETURN CASE
  WHEN LENGTH(REGEXP_REPLACE(SPLIT_PART(head, '.', 1), '^[-+]?0*', '')) <= 19 AND LENGTH(RTRIM('0', SPLIT_PART(head, '.', 2))) <= places
  THEN CAST(CONCAT(SPLIT_PART(head, '.', 1), RPAD(RTRIM('0', SPLIT_PART(head, '.', 2)), places, '0')) AS DECIMAL(38,0)) END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_ranged(units DECIMAL(38,0), low DECIMAL(38,0), high DECIMAL(38,0)) RETURNS DECIMAL(38,0)
  RETURN CASE WHEN units BETWEEN low AND high THEN units END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_split(t STRING, head STRING, unit STRING, places INT, low DECIMAL(38,0), high DECIMAL(38,0)) RETURNS DECIMAL(38,0)
  RETURN CASE WHEN head <> '' AND exact_folded(SUBSTRING(t, LENGTH(head) + 1)) IN ('', unit)
    THEN cell_ranged(cell_units(REPLACE(head, ',', ''), places), low, high) END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_number(t STRING, unit STRING, places INT, low DECIMAL(38,0), high DECIMAL(38,0)) RETURNS DECIMAL(38,0)
  RETURN cell_split(t, REGEXP_EXTRACT(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?', 0), unit, places, low, high)
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_fact(t STRING) RETURNS INT
  RETURN CASE WHEN t IN ('是', '有', '在册', '√', '✓') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗') THEN 0 END
;
-- Days since 1 March of the year 0, of a day that exists.
CREATE OR REPLACE TEMPORARY FUNCTION day_count(y INT, m INT, d INT) RETURNS INT RETURN CASE
  WHEN y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND
    CASE WHEN m = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END
  THEN CAST(365 * (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) + (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) DIV 4 - (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) DIV 100
    + (y - CASE WHEN m < 3 THEN 1 ELSE 0 END) DIV 400 + ((m + 9) % 12 * 306 + 5) DIV 10 + d - 1 AS INT) END
;
CREATE OR REPLACE TEMPORARY FUNCTION day_of(g ARRAY<STRING>) RETURNS INT
  RETURN CASE WHEN SIZE(g) > 2 THEN day_count(TRY_CAST(g[0] AS INT), TRY_CAST(g[1] AS INT), TRY_CAST(g[2] AS INT)) END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_day(t STRING, year INT) RETURNS INT RETURN COALESCE(
  CASE WHEN t RLIKE '^([0-9]{4}年)?\\s*[0-9]{1,2}月\\s*[0-9]{1,2}[日号]$'
    THEN day_of(REGEXP_EXTRACT_ALL(CASE WHEN t LIKE '%年%' THEN t ELSE CONCAT(year, '年', t) END, '[0-9]+', 0)) END,
  CASE WHEN t RLIKE '^[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}( 00:00(:00)?)?$' THEN day_of(REGEXP_EXTRACT_ALL(t, '[0-9]+', 0)) END)
;
CREATE OR REPLACE TEMPORARY FUNCTION is_issued(p STRING, year INT) RETURNS BOOLEAN
  RETURN p RLIKE '^[0-9]+\\s*[年—./-]\\s*[0-9]+\\s*[月—./-]\\s*[0-9]+\\s*日?$'
    AND COALESCE(day_of(REGEXP_EXTRACT_ALL(p, '[0-9]+', 0)) <= day_count(year, 12, 31), FALSE)
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_document(t STRING, year INT) RETURNS INT RETURN CASE
  WHEN cell_fact(t) = 0 THEN 0
  WHEN LENGTH(t) < 4 THEN NULL
  WHEN SIZE(FILTER(SPLIT(t, '[,、;\n]'), p -> TRIM(p) <> '')) >= 3
    AND EXISTS(SPLIT(t, '[,、;\n]'), p -> TRIM(p) RLIKE '[0-9].*号$')
    AND SIZE(FILTER(TRANSFORM(SPLIT(t, '[,、;\n]'), p -> TRIM(p)), p -> is_issued(p, year))) > 0 THEN 1
  ELSE 0 END
;
