-- ⌊a ÷ b⌋ of a positive b: the engine's own division goes towards 0.
CREATE OR REPLACE FUNCTION floor_div(a BIGINT, b BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT a / b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END $$;
CREATE OR REPLACE FUNCTION floor_div(a NUMERIC, b NUMERIC) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT DIV(a, b) - CASE WHEN a % b < 0 THEN 1 ELSE 0 END $$;
-- The least common multiple of many numbers.
DROP AGGREGATE IF EXISTS exact_lcm(NUMERIC);
CREATE AGGREGATE exact_lcm(NUMERIC) (SFUNC = LCM, STYPE = NUMERIC, COMBINEFUNC = LCM, PARALLEL = SAFE);

-- Whole numbers as texts: with decimal places, or as a fraction in lowest terms.
CREATE OR REPLACE FUNCTION exact_decimal(t TEXT, places INTEGER) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE digits TEXT := LTRIM(t, '-');
BEGIN
  digits := LPAD(digits, GREATEST(LENGTH(digits), places + 1), '0');
  RETURN CASE WHEN t LIKE '-%' THEN '-' ELSE '' END || LEFT(digits, LENGTH(digits) - places)
    || CASE WHEN places > 0 THEN '.' || RIGHT(digits, places) ELSE '' END;
END $$;
CREATE OR REPLACE FUNCTION exact_fraction(num NUMERIC, den NUMERIC) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT DIV(num, GCD(num, den))::TEXT || CASE WHEN den = GCD(num, den) THEN '' ELSE '/' || DIV(den, GCD(num, den))::TEXT END $$;

-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE FUNCTION exact_folded(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $body$ SELECT BTRIM(TRANSLATE(COALESCE(t, ''), {wide}), E' \t\n\x0b\f\r') $body$;
CREATE OR REPLACE FUNCTION exact_key(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT REGEXP_REPLACE(t, '\s', '', 'g') $$;
CREATE OR REPLACE FUNCTION exact_short(t TEXT, most INTEGER) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT LEFT(REGEXP_REPLACE(t, '[[:cntrl:]]', ' ', 'g'), most) $$;
-- Numbers: the digits at the beginning, their units, the units if the rest is the unit and the range holds them.
CREATE OR REPLACE FUNCTION cell_head(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(REPLACE(SUBSTRING(t FROM '^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?'), ',', ''), '') $$;
CREATE OR REPLACE FUNCTION cell_rest(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT BTRIM(REGEXP_REPLACE(t, '^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?', ''), E' \t\n\x0b\f\r') $$;
CREATE OR REPLACE FUNCTION cell_units(h TEXT, places INTEGER) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN h <> '' AND LENGTH(LTRIM(SPLIT_PART(h, '.', 1), '-+0')) <= 19 AND LENGTH(RTRIM(SPLIT_PART(h, '.', 2), '0')) <= places
  THEN (SPLIT_PART(h, '.', 1) || RPAD(RTRIM(SPLIT_PART(h, '.', 2), '0'), places, '0'))::NUMERIC END $$;
CREATE OR REPLACE FUNCTION cell_number(rest TEXT, units NUMERIC, unit TEXT, low NUMERIC, high NUMERIC) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN rest IN ('', unit) AND units BETWEEN low AND high THEN units END $$;
CREATE OR REPLACE FUNCTION cell_fact(t TEXT) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN t IN ('是', '有', '在册', '√', '✓') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗') THEN 0 END $$;
-- Days since 1 March of the year 0, of a day that exists.
CREATE OR REPLACE FUNCTION day_count(y INTEGER, m INTEGER, d INTEGER) RETURNS INTEGER LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE s INTEGER := y - CASE WHEN m < 3 THEN 1 ELSE 0 END;
BEGIN
  IF y NOT BETWEEN 1 AND 9999 OR m NOT BETWEEN 1 AND 12 OR d < 1 OR d >
    (CASE WHEN m = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END)
  THEN RETURN NULL; END IF;
  RETURN 365 * s + s / 4 - s / 100 + s / 400 + ((m + 9) % 12 * 306 + 5) / 10 + d - 1;
END $$;
-- Its year, month and day are texts of a list.
CREATE OR REPLACE FUNCTION cell_day(g TEXT[]) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN LENGTH(LTRIM(g[1], '0')) BETWEEN 1 AND 4 AND LENGTH(LTRIM(g[2], '0')) BETWEEN 1 AND 2 AND LENGTH(LTRIM(g[3], '0')) BETWEEN 1 AND 2
  THEN day_count(g[1]::INTEGER, g[2]::INTEGER, g[3]::INTEGER) END $$;
CREATE OR REPLACE FUNCTION cell_date(t TEXT, year INTEGER) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(
    REGEXP_MATCH(CASE WHEN t LIKE '%年%' THEN t ELSE year || '年' || t END, '^([0-9]{4})年\s*([0-9]{1,2})月\s*([0-9]{1,2})[日号]$'),
    REGEXP_MATCH(t, '^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: 00:00(?::00)?)?$'),
    REGEXP_MATCH(t, '^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?: 00:00(?::00)?)?$'),
    REGEXP_MATCH(t, '^([0-9]{4})[.]([0-9]{1,2})[.]([0-9]{1,2})(?: 00:00(?::00)?)?$')) $$;
CREATE OR REPLACE FUNCTION cell_parts(t TEXT) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT p FROM (SELECT BTRIM(part, E' \t\n\x0b\f\r') AS p FROM REGEXP_SPLIT_TO_TABLE(t, '[,、;\n]') AS part) AS parts WHERE p <> '') $$;
CREATE OR REPLACE FUNCTION cell_document(t TEXT, parts TEXT[], last INTEGER) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN cell_fact(t) = 0 THEN 0
    WHEN LENGTH(t) < 4 THEN NULL
    ELSE (SELECT CASE WHEN COUNT(*) >= 3 AND BOOL_OR(p ~ '[0-9].*号$') AND BOOL_OR(COALESCE(
        cell_day(REGEXP_MATCH(p, '^([0-9]+)\s*[年—./-]\s*([0-9]+)\s*[月—./-]\s*([0-9]+)\s*日?$')) <= last, FALSE)) THEN 1 ELSE 0 END
      FROM UNNEST(parts) AS p) END $$;
