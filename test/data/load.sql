-- The demo tables, from the CSV files of this directory (run psql in it).

CREATE TABLE servings (grams float8);
\copy servings FROM 'groundbeef.csv' CSV HEADER

CREATE TABLE claims (day date, loss float8);
\copy claims FROM 'danishuni.csv' CSV HEADER

CREATE TABLE toxicity (species text, atv float8);
\copy toxicity FROM 'endosulfan.csv' CSV HEADER

CREATE TABLE parasites (number int);
\copy parasites FROM 'toxocara.csv' CSV HEADER

CREATE TABLE absences (days int);
\copy absences FROM 'quine.csv' CSV HEADER

CREATE TABLE horse_kicks (deaths int);
\copy horse_kicks FROM 'prussian.csv' CSV HEADER

CREATE TABLE publications (articles int);
\copy publications FROM 'biochemists.csv' CSV HEADER

CREATE TABLE sea_levels (metres float8);
\copy sea_levels FROM 'portpirie.csv' CSV HEADER

CREATE TABLE returns (percent float8);
\copy returns FROM 'sp500.csv' CSV HEADER

CREATE TABLE rivers (miles float8);
\copy rivers FROM 'rivers.csv' CSV HEADER

CREATE TABLE eruptions (minutes float8);
\copy eruptions FROM 'faithful.csv' CSV HEADER

ANALYZE;
