--
-- histogram: text and binary input and output
--

-- text

SELECT '{}'::histogram AS nothing, ' { } '::histogram AS spaces;
SELECT '{bins: {1: 1, 2.5: 2, 5: 1}}'::histogram;
SELECT E'\t{ bins :{ +1.0e0 :01,\n2.50:2 , .5e1:1 } , nulls:7,max_bins:04097}\r\n'::histogram;
SELECT '{bins: {-0: 1}}'::histogram AS zero, '{bins: {}}'::histogram AS no_bins;
SELECT '{count: 2, nulls: 1, nans: 2, negative_infs: 3, positive_infs: 4, min: -1e-300, max: 1e300, bins: {-1e-300: 1, 1e300: 1}}'::histogram;

-- what is written is read back: lossless and coarse, both signs, both ends of the numbers
CREATE TEMP TABLE samples (name text, h histogram);
INSERT INTO samples
  SELECT 'sine', histogram_agg(sin(i)) FROM generate_series(1, 20000) i
  UNION ALL SELECT 'integers', histogram_agg(i - 3000) FROM generate_series(1, 6000) i
  UNION ALL SELECT 'cubes', histogram_agg((i - 3000)::float8 ^ 3) FROM generate_series(1, 6000) i
  UNION ALL SELECT 'few', histogram_agg(i * 0.1) FROM generate_series(-2000, 2000) i
  UNION ALL SELECT 'tiny', histogram_agg(i * 5e-324::float8) FROM generate_series(-9000, 9000) i
  UNION ALL SELECT 'huge', histogram_agg(i * 1.7e304::float8) FROM generate_series(-9000, 9000) i
  UNION ALL SELECT 'every exponent', histogram_agg(s * 2.0::float8 ^ e * m)
    FROM generate_series(-1022, 1022) e, (VALUES (1), (-1)) v(s), generate_series(1::numeric, 1.9, 0.1) m
  UNION ALL SELECT 'wide', histogram_agg(sin(i), 65536) FROM generate_series(1, 70000) i
  UNION ALL SELECT 'heavy', histogram_agg_weighted(sin(i), 1000000000000) FROM generate_series(1, 5000) i
  UNION ALL SELECT 'everything', histogram_agg(x) FROM (
    SELECT tan(i) AS x FROM generate_series(1, 30000) i
    UNION ALL VALUES (NULL::float8), ('NaN'), ('Infinity'), ('-Infinity'), (NULL)) v(x);
SELECT name, histogram_is_exact(h) AS exact, h::text::histogram = h AS same, h::text::histogram::text = h::text AS same_text,
  pg_column_size(h) < 40000 AND (histogram_is_exact(h) OR histogram_bin_count(h) > 4096 OR pg_column_size(h) < 16000) AS compact
FROM samples ORDER BY name COLLATE "C";

-- a coarse one is readable too
SELECT left(h::text, 24) AS beginning, substr(h::text, position('sum' in h::text), 28) AS sums,
  right(h::text, 31) AS ending
FROM (SELECT histogram_agg(i) AS h FROM generate_series(1, 8192) i) s;

-- no setting changes the text
SET extra_float_digits = -15;
SET bytea_output = 'escape';
SELECT '{bins: {0.1: 1, 1e23: 1}}'::histogram;
SELECT bool_and(h::text::histogram = h) AS same FROM samples;
RESET extra_float_digits;
RESET bytea_output;

-- malformed text
CREATE FUNCTION try(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  EXECUTE command;
  RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLSTATE || ' ' || SQLERRM || ' | ' || detail;
END $$;
\pset format unaligned
\pset tuples_only on
SELECT '''' || text || '''  ' || regexp_replace(try(format('SELECT %L::histogram', text)), 'invalid input syntax for type histogram', '..')
FROM (VALUES
  (1, ''), (2, 'x'), (3, '{'), (4, '}'), (5, '{}x'), (6, '{,}'), (7, '{count}'), (8, '{count:}'), (9, '{count: 0,}'),
  (10, '{count: 0'), (11, '{colour: 1}'), (12, '{count: -1}'), (13, '{count: 1.5}'), (14, '{count: 0, count: 0}'),
  (15, '{nulls: 9223372036854775808}'), (16, '{max_bins: 4095}'), (17, '{max_bins: 65537}'), (18, '{shift: 53}'),
  (19, '{shift: 9223372036854775807}'), (20, '{shift: 1}'), (21, '{count: 1}'), (22, '{count: 2, bins: {1: 1}}'),
  (23, '{bins: {1: 0}}'), (24, '{bins: {1: 1, 1: 1}}'), (25, '{bins: {2: 1, 1: 1}}'), (26, '{bins: {1}}'),
  (27, '{bins: {1: 1'), (28, '{bins: {1: 1,}}'), (29, '{bins: {1 1}}'), (30, '{bins: {inf: 1}}'), (31, '{bins: {nan: 1}}'),
  (32, '{bins: {-Infinity: 1}}'), (33, '{bins: {0x10: 1}}'), (34, '{bins: {1e999: 1}}'), (35, '{bins: {1e: 1}}'),
  (36, '{bins: {.: 1}}'), (37, '{bins: {1,5: 1}}'), (38, '{bins: {1: 1}, min: 0}'), (39, '{bins: {1: 1}, max: 2}'),
  (40, '{min: 1}'), (41, '{sum: 0x1p0}'), (42, '{bins: {1: 1}, squares: 0x1p0}'), (43, '{shift: 1, bins: {1: 1}}'),
  (44, '{shift: 1, min: 1, max: 1, sum: 0x1p0, squares: 0x1p0, bins: {1: 2}}'),
  (45, '{shift: 1, sum: 1}'), (46, '{shift: 1, sum: 0x}'), (47, '{shift: 1, sum: 0xp0}'), (48, '{shift: 1, sum: 0x1p}'),
  (49, '{shift: 1, sum: 0x1p99999}'), (50, '{shift: 1, sum: 0x1p-1075}'), (51, '{shift: 1, sum: 0x1p2000}'),
  (52, '{bins: {1: 9223372036854775807, 2: 1}}'), (53, '{bins: {1: 1}, bins: {2: 1}}'), (54, '{bins: {1e-400: 1}}'),
  (55, '{bins: {5e-324: 1, 6e-324: 1}}'), (56, '{"count": 1}'), (57, '{,}'), (58, '{bins: {1: 1},}')) v(i, text)
ORDER BY i;
-- long
SELECT try(format('SELECT %L::histogram', '{bins: {' || string_agg(i || ': 1', ', ') || '}}')) FROM generate_series(1, 4097) i;
SELECT try(format('SELECT %L::histogram', '{bins: {' || string_agg(i || ': 1', ', ') || '}}')) FROM generate_series(1, 65537) i;
SELECT try(format('SELECT %L::histogram', repeat('{', 1000000)));
SELECT try(format('SELECT %L::histogram', '{bins: {' || repeat('1', 1000000) || ': 1}}'));
SELECT try(format('SELECT %L::histogram', '{bins: {1.' || repeat('0', 1000000) || ': 1}}'));
SELECT try(format('SELECT %L::histogram', '{shift: 1, sum: 0x' || repeat('f', 1000000) || 'p0}'));
-- sums that no rows in these bins can have
SELECT try(format('SELECT %L::histogram', regexp_replace(h::text, 'sum: ', 'sum: -'))),
  try(format('SELECT %L::histogram', regexp_replace(h::text, 'squares: 0x\w+p', 'squares: 0x1p')))
FROM (SELECT histogram_agg(i) AS h FROM generate_series(1, 8192) i) s;

-- binary

\pset tuples_only off
\pset format aligned
SELECT histogram_send('{}') AS nothing, histogram_send('{bins: {1: 1, 2.5: 2, 5: 1}, nulls: 3}') AS some;

-- receive(bytes) is what the server makes of bytes that come in binary
CREATE TEMP TABLE received (h histogram);
CREATE FUNCTION receive(bytes bytea) RETURNS histogram LANGUAGE plpgsql AS $$
DECLARE
  stream bytea := '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0)
    || int2send(1::int2) || int4send(length(bytes)) || bytes || int2send((-1)::int2);
  result histogram;
BEGIN
  EXECUTE format('COPY received FROM PROGRAM %L (FORMAT binary)', (
    SELECT 'printf ''' || string_agg('\' || (byte >> 6) || (byte >> 3 & 7) || (byte & 7), '' ORDER BY i) || ''''
    FROM generate_series(0, length(stream) - 1) i, get_byte(stream, i) byte));
  DELETE FROM received RETURNING h INTO result;
  RETURN result;
END $$;
SELECT receive(histogram_send('{bins: {-1: 1, 2.5: 2, 5: 1}, nulls: 3, max_bins: 4097}'));
SELECT name, receive(histogram_send(h)) = h AS same FROM samples WHERE length(histogram_send(h)) < 30000 ORDER BY name COLLATE "C";

-- malformed: every error is one of the binary format, and what is accepted is read as it was written
\pset format unaligned
\pset tuples_only on
SELECT bytes::text || '  ' || regexp_replace(try(format('SELECT receive(%L)', bytes)), 'invalid binary representation for type histogram', '..')
FROM (VALUES
  (1, '\x'::bytea), (2, '\x00'), (3, '\x02'), (4, '\x01'), (5, '\x0100'), (6, '\x01000000000000'), (7, '\x0100000000000000ff'),
  (8, '\x01ffffffffffffffffff7f'), (9, '\x0100000000000001'), (10, '\x010000000000008020')) v(i, bytes)
ORDER BY i;
\pset tuples_only off
\pset format aligned
CREATE FUNCTION try_receive(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF histogram_send(receive(bytes)) = bytes THEN
    RETURN 'accepted';
  END IF;
  RETURN 'accepted and changed';
EXCEPTION WHEN invalid_binary_representation THEN
  RETURN 'error of the binary format';
END $$;
WITH original AS (SELECT histogram_send('{bins: {-1: 1, 2.5: 300, 5: 1}, nulls: 3}') AS bytes),
  changed AS (
    SELECT set_bit(bytes, i, 1 - get_bit(bytes, i)) AS bytes FROM original, generate_series(0, 8 * length(bytes) - 1) i
    UNION ALL SELECT substr(bytes, 1, i) FROM original, generate_series(0, length(bytes) - 1) i
    UNION ALL SELECT bytes || '\x00'::bytea FROM original)
SELECT result, count(*) > 10 AS many FROM changed, try_receive(bytes) result GROUP BY result ORDER BY result;

DROP FUNCTION try, receive, try_receive;
