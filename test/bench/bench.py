#!/usr/bin/env python3
"""Measures histogram_agg and bestfit on the server that the environment leads to (see run).

Times are those of whole statements as psql sees them, with a warm cache.  Statements that are
compared are run in turns, round after round: a ratio is the median of the rounds' ratios, and the
numbers in brackets are the least and the greatest of these.  Data come from the server's generator
with a fixed seed.  JIT compilation is off: its delay would be part of some times and not of others.
"""
import json
import os
import re
import statistics
import subprocess
import sys
import time

import numpy
import scipy
import scipy.stats

ROWS = int(os.environ["ROWS"])
RESULTS = os.environ["RESULTS"]
ROUNDS = 5

SETTINGS = """
SET jit = off;
SET work_mem = '2GB';
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 0;
"""

NORMAL = "100 + 15 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())"
GAMMA = "-20 * ln((1 - random()) * (1 - random()) * (1 - random()) * (1 - random()))"
GAMMA_PARAMS = (4, 0, 20)

# Columns to aggregate: the queries that make them, in this order.
DATA = {
    "normal": f"SELECT {NORMAL} AS x FROM generate_series(1, {ROWS}) i",
    "sorted": "SELECT x FROM normal ORDER BY x",
    "reversed": "SELECT x FROM normal ORDER BY x DESC",
    "integers": f"SELECT floor(1e6 * random()) AS x FROM generate_series(1, {ROWS}) i",
    "cauchy": f"SELECT tan(pi() * (random() - 0.5)) AS x FROM generate_series(1, {ROWS}) i",
    "ties": f"SELECT floor(100 * random()) / 10 AS x FROM generate_series(1, {ROWS}) i",
}

# What the tables are held against: the greatest ratios and sizes, marked '!' beyond.
LIMITS = {"stddev": 1.3, "tdigest": 0.45, "stored": 16 * 1024, "memory": 128 * 1024}

GROUPS = {101: ROWS, 10000: ROWS // 10, 100000: ROWS // 10}
PARTS = 1000

# Families that are fitted easily, by anyone.
EASY = ["norm", "logistic", "gumbel_r", "gamma", "lognorm"]
EASY_ROWS = 10000

# Growing sets of families, by what is passed to bestfit.
TEN = EASY + ["expon", "weibull_min", "fisk", "invgauss", "t"]
SOME = """SELECT string_agg(family, ',') FROM (SELECT family FROM bestfit_families
           WHERE kind = 'continuous' AND in_default ORDER BY md5(family) LIMIT {}) f;"""
# Milliseconds that one statement over many groups may be expected to take; beyond, there are fewer
# groups.
LONGEST = 2500
EXECUTORS = {
    "serial": "SET bestfit.executor = serial;",
    "1 worker": "SET bestfit.executor = parallel; SET bestfit.max_workers = 1;",
    "2 workers": "SET bestfit.executor = parallel; SET bestfit.max_workers = 2;",
    "auto": "RESET bestfit.executor; RESET bestfit.max_workers;",
}
# How much slower than the better of the others "auto" may be.
AUTO_LIMIT = 1.1
MANY = 1000

# Rows of many kinds, to see what a fit costs: few enough that each is a node of the likelihood, and
# so many that nodes stand for them.
COST_ROWS = {"few": 50, "many": 200000}
COST_DATA = {
    "continuous": [
        GAMMA, NORMAL,
        "exp(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))",
        "tan(pi() * (random() - 0.5))",
        "random() ^ 2 * 3",
        "-ln(1 - random())",
    ],
    "discrete": [
        "floor(ln(1 - random()) / ln(0.9))",
        "floor(20 + 4 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))",
        "floor(10 * random())",
    ],
}

results = {}


def psql(script):
    """What a script prints, run in one session: columns separated by '|'."""
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
                          input=SETTINGS + script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout.strip()


def make_table(name, query):
    """A table of the rows, and its rows visible to all, so that reading it writes nothing."""
    psql(f"""
        CREATE TABLE {name} WITH (parallel_workers = 2, autovacuum_enabled = false) AS
            WITH seed AS MATERIALIZED (SELECT setseed(0.25))
            SELECT q.* FROM seed, LATERAL ({query}) q;
        VACUUM (FREEZE, ANALYZE) {name};""")


def times(statements, rounds=ROUNDS, warm=True):
    """Milliseconds of each statement in each round, after one that is not counted if warm is set.

    statements: by name, pairs of settings and a statement.
    """
    turn = ""
    for name, (before, statement) in statements.items():
        turn += f"{before}\n\\echo name {name}\n\\timing on\n{statement};\n\\timing off\n"
    found = {name: [] for name in statements}
    name = None
    for line in psql("\\o /dev/null\n" + turn * (rounds + warm)).splitlines():
        if line.startswith("name "):
            name = line[5:]
        elif line.startswith("Time: "):
            found[name].append(float(re.match(r"Time: ([0-9.]+) ms", line).group(1)))
    return {name: ms[-rounds:] for name, ms in found.items()}


def ratio(a, b, limit=None):
    """Median, least and greatest of the rounds' ratios, to be printed."""
    r = [x / y for x, y in zip(a, b)]
    median = statistics.median(r)
    return f"{median:.2f} [{min(r):.2f} {max(r):.2f}]" + (" !" if limit and median > limit else "")


def size(n, limit):
    return f"{n:,}" + (" !" if n > limit else "")


def milliseconds(ms):
    median = statistics.median(ms)
    return f"{median:,.1f}" if median >= 10 else f"{median:.2f}"


def table(title, header, rows):
    """Prints a table, the first column to the left and the others to the right."""
    rows = [header] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    print("\n" + title)
    for row in rows:
        print("  " + "  ".join([row[0].ljust(widths[0])] +
                               [c.rjust(w) for c, w in zip(row[1:], widths[1:])]).rstrip())
    sys.stdout.flush()


def has_tdigest():
    """Whether there is a tdigest to compare with; if so it is in the database afterwards."""
    if psql("SELECT count(*) FROM pg_available_extensions WHERE name = 'tdigest';") == "0":
        return False
    psql("SET client_min_messages = error; CREATE EXTENSION IF NOT EXISTS tdigest;")
    return True


def aggregate_section():
    """Aggregates over one column, serial and with two workers; the size of the summary."""
    others = {"stddev": "stddev(x)"}
    if has_tdigest():
        others["tdigest"] = "tdigest(x, 100)"
    found, rows, sizes = [], [], []
    for data, query in DATA.items():
        make_table(data, query)
        calls = {"histogram_agg": "histogram_agg(x)", **others}
        if data == "normal":
            calls = {"count": "count(x)", "avg": "avg(x)", **calls}
        for workers in (0, 2):
            setting = f"SET max_parallel_workers_per_gather = {workers};"
            plan = psql(f"{setting} EXPLAIN (COSTS OFF) SELECT histogram_agg(x) FROM {data};")
            if ("Workers Planned: 2" in plan) != (workers == 2):
                sys.exit(f"not the plan that is to be measured:\n{plan}")
            ms = times({name: (setting, f"SELECT {call} FROM {data}")
                        for name, call in calls.items()})
            found.append({"data": data, "workers": workers, "ms": ms})
            own = ms["histogram_agg"]
            rows.append([data, workers, milliseconds(own)] +
                        [ratio(own, ms[n], LIMITS.get(n)) if n in ms else ""
                         for n in ("count", "avg", "stddev", "tdigest")] +
                        [ratio(ms["stddev"], ms["tdigest"]) if "tdigest" in ms else ""])
        # The sub-select is run when the aggregate's result is put out: its state is still there.
        stored, memory, bins = map(int, psql(f"""
            SELECT pg_column_size(h), memory, histogram_bin_count(h)
            FROM (SELECT histogram_agg(x) AS h, (SELECT sum(total_bytes)
                      FROM pg_backend_memory_contexts WHERE name LIKE 'histogram%') AS memory
                  FROM {data} OFFSET 0) s;""").split("|"))
        sizes.append({"data": data, "stored": stored, "memory": memory, "bins": bins})
        if data != "normal":
            psql(f"DROP TABLE {data};")
    psql("DROP TABLE normal;")
    results["aggregate"] = found
    results["size"] = sizes
    table(f"histogram_agg over {ROWS:,} rows: its time, and ratios to other aggregates' "
          f"(limits: {LIMITS['stddev']} of stddev, {LIMITS['tdigest']} of tdigest(x, 100))",
          ["data", "workers", "ms", "/ count", "/ avg", "/ stddev", "/ tdigest",
           "stddev / tdigest"], rows)
    table(f"Bytes of the summary (limits: {LIMITS['stored']:,} stored, {LIMITS['memory']:,} "
          "in memory)", ["data", "bins", "stored", "in memory"],
          [[s["data"], s["bins"], size(s["stored"], LIMITS["stored"]),
            size(s["memory"], LIMITS["memory"])] for s in sizes])


def peak_memory(plan):
    """The bytes that the hash aggregate of a plan took."""
    if "Peak Memory Usage" in plan:
        return 1024 * plan["Peak Memory Usage"]
    return max([peak_memory(child) for child in plan.get("Plans", [])], default=0)


def groups_section():
    """Many groups: time against stddev and tdigest, memory per group."""
    calls = {"histogram_agg": "histogram_agg(x)", "stddev": "stddev(x)"}
    if has_tdigest():
        calls["tdigest"] = "tdigest(x, 100)"
    make_table("grouped", f"SELECT i, {NORMAL} AS x FROM generate_series(1, {ROWS}) i")
    # The planner must know the number of groups: the hash table is made for as many.
    for groups in GROUPS:
        psql(f"CREATE STATISTICS groups_{groups} ON (i % {groups}) FROM grouped;")
    psql("ANALYZE grouped;")
    found, rows = [], []
    for groups, n in GROUPS.items():
        query = (f"SELECT count(s) FROM (SELECT {{}} AS s FROM grouped WHERE i <= {n} "
                 f"GROUP BY i % {groups}) q")
        ms = times({name: ("", query.format(call)) for name, call in calls.items()})
        plan = psql("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " +
                    query.format("histogram_agg(x)") + ";")
        memory = peak_memory(json.loads(plan)[0]["Plan"]) // groups
        found.append({"groups": groups, "rows": n, "ms": ms, "memory_per_group": memory})
        own = ms["histogram_agg"]
        rows.append([f"{groups:,}", f"{n:,}", milliseconds(own), ratio(own, ms["stddev"]),
                     ratio(own, ms["tdigest"]) if "tdigest" in ms else "", f"{memory:,}"])
    results["groups"] = found
    table("histogram_agg with GROUP BY (hash aggregate, serial)",
          ["groups", "rows", "ms", "/ stddev", "/ tdigest", "bytes a group"], rows)


def merge_section():
    """Merging summaries against summarising their rows again."""
    make_table("merged", f"SELECT i % {PARTS} AS part, {NORMAL} AS x "
                         f"FROM generate_series(1, {ROWS}) i")
    make_table("parts", "SELECT part, histogram_agg(x) AS h FROM merged GROUP BY part")
    if psql("SELECT (SELECT histogram_merge(h) FROM parts) = "
            "(SELECT histogram_agg(x) FROM merged);") != "t":
        sys.exit("the merged summary is not that of all rows")
    ms = times({"histogram_merge": ("", "SELECT histogram_merge(h) FROM parts"),
                "histogram_agg": ("", "SELECT histogram_agg(x) FROM merged")})
    psql("DROP TABLE merged, parts;")
    results["merge"] = {"summaries": PARTS, "ms": ms}
    own = ms["histogram_merge"]
    table(f"histogram_merge of {PARTS:,} summaries of {ROWS // PARTS:,} rows",
          ["", "ms", "us each", "/ histogram_agg of the rows"],
          [["", milliseconds(own), f"{1000 * statistics.median(own) / PARTS:,.1f}",
            ratio(own, ms["histogram_agg"])]])


def last_run(label):
    return (f"SELECT '{label}', 'run', elapsed_ms, prepare_ms, launch_ms, workers_launched "
            "FROM bestfit_last_run();\n")


def family_times():
    """The default set on one summary, serial and parallel."""
    script = ""
    for label, setting in (("serial", EXECUTORS["serial"]), ("parallel", EXECUTORS["1 worker"])):
        script += (f"{setting}\nSELECT '{label}', 'family', family, elapsed_ms, evaluations, status "
                   f"FROM fitted_summary, bestfit(h);\n" + last_run(label))
    family, status, evaluations, run, parts = {}, {}, {}, {"serial": [], "parallel": []}, {}
    lines = psql(script * (ROUNDS + 1)).splitlines()
    for line in lines[len(lines) // (ROUNDS + 1):]:
        label, what, *rest = line.split("|")
        if what == "run":
            run[label].append(float(rest[0]))
            parts.setdefault(label, []).append([float(r) for r in rest[1:]])
        elif label == "serial":
            family.setdefault(rest[0], []).append(float(rest[1]))
            evaluations[rest[0]] = int(rest[2])
            status[rest[0]] = rest[3]
    results["fits"] = {"rows": min(ROWS, 1000000), "ms": run, "family_ms": family,
                       "evaluations": evaluations, "status": status}
    launched = max(int(p[2]) for p in parts["parallel"])
    table(f"bestfit, default set of {len(family)} families, on the summary of "
          f"{min(ROWS, 1000000):,} gamma rows",
          ["executor", "ms", "of these preparing", "starting workers", "/ serial"],
          [[f"{label} ({launched} worker)" if label == "parallel" else label, milliseconds(run[label]),
            f"{statistics.median(p[0] for p in parts[label]):.1f}",
            f"{statistics.median(p[1] for p in parts[label]):.1f}",
            ratio(run[label], run["serial"])] for label in run])
    slow = sorted(family, key=lambda name: -statistics.median(family[name]))
    columns = 4
    cells = [f"{name} {statistics.median(family[name]):.2f}" +
             ("" if status[name] == "ok" else f" ({status[name]})") for name in slow]
    height = -(-len(cells) // columns)
    cells += [""] * (height * columns - len(cells))
    print("\nms by family, the slowest first (status, if not ok)")
    widths = [max(len(c) for c in cells[k * height:(k + 1) * height]) for k in range(columns)]
    for i in range(height):
        print("  " + "  ".join(cells[k * height + i].ljust(widths[k])
                               for k in range(columns)).rstrip())


def against_scipy():
    """The same easy families by SciPy, on some of the same rows, loc free in both."""
    x = numpy.array([float(v) for v in psql("SELECT x FROM fitted_some;").split()])
    listed = ",".join(EASY)
    call = f"bestfit((SELECT histogram_agg(x) FROM fitted_some), '{{{listed}}}', loc => 'free')"
    script = (f"{EXECUTORS['serial']} SELECT family, elapsed_ms, array_to_json(params), loglik "
              f"FROM {call};\n")
    own_ms, params, loglik = {}, {}, {}
    for line in psql(script * (ROUNDS + 1)).splitlines()[len(EASY):]:
        name, ms, p, l = line.split("|")
        own_ms.setdefault(name, []).append(float(ms))
        params[name], loglik[name] = json.loads(p), float(l)
    found, rows, worse = [], [], 0
    for name in EASY:
        family, scipy_ms = getattr(scipy.stats, name), []
        with numpy.errstate(all="ignore"):
            for _ in range(3):
                start = time.perf_counter()
                theirs = family.fit(x)
                scipy_ms.append(1000 * (time.perf_counter() - start))
            l_own, l_scipy = family.logpdf(x, *params[name]).sum(), family.logpdf(x, *theirs).sum()
        worse += not l_own >= l_scipy - 0.1
        found.append({"family": name, "ms": own_ms[name], "scipy_ms": scipy_ms,
                      "loglik": loglik[name], "loglik_by_scipy": l_own, "loglik_of_scipy": l_scipy})
        theirs_ms = statistics.median(scipy_ms)
        rows.append([name, milliseconds(own_ms[name]), milliseconds(scipy_ms),
                     f"{theirs_ms / statistics.median(own_ms[name]):,.1f}",
                     f"{l_own - l_scipy:+.4f}"])
    truth = scipy.stats.gamma.logpdf(x, *GAMMA_PARAMS).sum()
    behind = found[EASY.index("gamma")]["loglik_by_scipy"] < truth - 0.5
    results["scipy"] = {"version": scipy.__version__, "rows": EASY_ROWS, "fits": found,
                        "loglik_of_truth": truth}
    table(f"bestfit against SciPy {scipy.__version__} on {EASY_ROWS:,} of these rows; both "
          "log-likelihoods are SciPy's", ["family", "ms", "SciPy ms", "times faster",
                                          "loglik more by"], rows)
    print(f"  families worse than SciPy by more than 0.1: {worse}; gamma worse than the truth by more "
          f"than 0.5: {int(behind)}")


def against_truth():
    """Samples of every family, at two shapes: is its fit as good as the truth?"""
    top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    subprocess.run(["make", "-s", "-C", top, "accuracy"], check=True)
    lines = subprocess.run([os.path.join(top, "build", "accuracy"), "-l", "1", "-n", str(EASY_ROWS)],
                           capture_output=True, text=True, check=False).stdout.splitlines()
    families = {line.split()[0] for line in lines[:-1]}
    poor = sorted({line.split()[0] for line in lines[:-1] if "POOR" in line})
    results["truth"] = {"rows": EASY_ROWS, "families": len(families), "worse": poor}
    print(f"\nSamples of {len(families)} families, {EASY_ROWS:,} rows each ({lines[-1]})\n"
          f"  families worse than the truth by more than 0.5: {len(poor)} {' '.join(poor)}")


def make_fitted():
    n = min(ROWS, 1000000)
    make_table("fitted_rows", f"SELECT i, {GAMMA} AS x FROM generate_series(1, {n}) i")
    make_table("fitted_summary", "SELECT histogram_agg(x) AS h FROM fitted_rows")
    make_table("fitted_some", f"SELECT x FROM fitted_rows WHERE i <= {EASY_ROWS}")
    make_table("fitted_groups", "SELECT histogram_agg(x) AS h FROM fitted_rows GROUP BY i % 100")


def fits_section():
    make_fitted()
    family_times()
    against_scipy()
    against_truth()
    psql("DROP TABLE fitted_rows, fitted_summary, fitted_some, fitted_groups;")


def last_decision(setting, query):
    """What bestfit_last_run() says after the query, as a dictionary."""
    return json.loads(psql(f"{setting}\n\\o /dev/null\n{query};\n\\o\n"
                           "SELECT to_json(r) FROM bestfit_last_run() r;"))


def ablation_section():
    """What each worker is worth, by the number of families and of groups, and what auto makes of it."""
    make_fitted()
    found, rows = [], []
    for name, listed in {"1": "gamma", "10": ",".join(TEN), "20": psql(SOME.format(20)),
                         "50": psql(SOME.format(50)), "all": "all"}.items():
        ms = None
        for groups in (1, 100):
            if ms:
                groups = max(2, min(groups, int(LONGEST / statistics.median(ms["serial"]))))
            source = "fitted_summary" if groups == 1 else "fitted_groups"
            query = (f"SELECT count(*) FROM (SELECT h FROM {source} LIMIT {groups}) g, "
                     f"bestfit(h, '{{{listed}}}')")
            ms = times({e: (setting, query) for e, setting in EXECUTORS.items()},
                       rounds=ROUNDS if groups == 1 else 2, warm=groups == 1)
            decision = last_decision(EXECUTORS["auto"], query)
            # The least of the rounds: what else runs on the machine only ever adds.
            least = {e: min(ms[e]) for e in ms}
            best = min(least[e] for e in least if e != "auto")
            found.append({"families": name, "groups": groups, "ms": ms, "decision": decision,
                          "auto_to_best": least["auto"] / best})
            rows.append([name, groups, milliseconds([least["serial"]])] +
                        [f"{least[e] / least['serial']:.2f}" for e in list(EXECUTORS)[1:]] +
                        [f"{least['auto'] / best:.2f}" +
                         (" !" if least["auto"] / best > AUTO_LIMIT else ""),
                         f"{decision['estimated_cost_ms']:.1f}", f"{decision['real_cost_ms']:.1f}",
                         f"{decision['workers_launched']}: {decision['reason']}"])
    psql("DROP TABLE fitted_rows, fitted_summary, fitted_some, fitted_groups;")
    results["ablation"] = found
    table(f"bestfit by executor: serial time, and ratios to it; auto against the best of them (limit "
          f"{AUTO_LIMIT}), and its last decision (the least of the rounds each)",
          ["families", "groups", "serial ms"] + [f"{e} / serial" for e in list(EXECUTORS)[1:]] +
          ["auto / best", "estimated", "real", "workers"], rows)


def many_section():
    """A thousand groups in one statement: workers within each call, or over the groups."""
    n = min(ROWS, 1000000)
    make_table("many_rows", f"SELECT i, {GAMMA} AS x FROM generate_series(1, {n}) i")
    make_table("many_groups", f"SELECT histogram_agg(x) AS h FROM many_rows GROUP BY i % {MANY}")
    over_groups = ("RESET bestfit.executor; RESET parallel_setup_cost; RESET parallel_tuple_cost; "
                   "SET max_parallel_workers_per_gather = {};")
    ways = {"serial": EXECUTORS["serial"], "auto": EXECUTORS["auto"],
            "1 worker in each call": EXECUTORS["1 worker"],
            "the planner, at most 1 worker": over_groups.format(1),
            "the planner, at most 2 workers": over_groups.format(2)}
    found, rows = [], []
    for name, listed in {"1": "gamma", "10": ",".join(TEN)}.items():
        query = f"SELECT count(f) FROM (SELECT bestfit(h, '{{{listed}}}') AS f FROM many_groups) s"
        plan = psql(f"{over_groups.format(2)} EXPLAIN (COSTS OFF) {query};")
        planned = re.search(r"Workers Planned: (\d)", plan)
        ms = times({way: (setting + ("" if "planner" in way else
                                     "SET max_parallel_workers_per_gather = 0;"), query)
                    for way, setting in ways.items()}, rounds=2, warm=False)
        found.append({"families": name, "groups": MANY, "ms": ms,
                      "planned": int(planned.group(1)) if planned else 0})
        rows.append([name, found[-1]["planned"], milliseconds([min(ms["serial"])]),
                     f"{1000 * min(ms['serial']) / MANY:,.0f}"] +
                    [f"{min(ms[way]) / min(ms['serial']):.2f}" for way in list(ways)[1:]])
    psql("DROP TABLE many_rows, many_groups;")
    results["many"] = found
    table(f"{MANY:,} groups of {n // MANY:,} rows in one statement (the least of the rounds)",
          ["families", "planned", "serial ms", "us a group"] + [f"{way} / serial" for way in list(ways)[1:]], rows)


def costs_section():
    """The table of src/pg/executor_cost.c: CPU milliseconds of each family alone."""
    costs = {}
    for kind, data in COST_DATA.items():
        names = psql(f"SELECT family FROM bestfit_families WHERE kind = '{kind}' ORDER BY 1;").split()
        for size, n in COST_ROWS.items():
            value = " ".join(f"WHEN {d} THEN {x}" for d, x in enumerate(data))
            make_table("cost_rows", f"SELECT d, CASE d {value} END AS x "
                       f"FROM generate_series(1, {n}) i, generate_series(0, {len(data) - 1}) d")
            make_table("cost_summaries", "SELECT d, histogram_agg(x) AS h FROM cost_rows GROUP BY d")
            script = "SET bestfit.executor = serial;\n"
            for name in names * 2:
                for d in range(len(data)):
                    script += (f"SELECT count(*) FROM cost_summaries, bestfit(h, '{{{name}}}', "
                               f"kind => '{kind}') WHERE d = {d} \\g /dev/null\n"
                               f"SELECT '{name}', real_cost_ms FROM bestfit_last_run();\n")
            for i, line in enumerate(psql(script).splitlines()):
                name, ms = line.split("|")
                d = i % len(data)
                cost = costs.setdefault(name, {}).setdefault(size, [float("inf")] * len(data))
                cost[d] = min(cost[d], float(ms))
            psql("DROP TABLE cost_rows, cost_summaries;")
    results["costs"] = costs
    print(f"\nCPU milliseconds of a fit, on average over kinds of rows: {COST_ROWS['few']} rows, "
          f"{COST_ROWS['many']:,} rows")
    for name in sorted(costs):
        few, many = (float(f"{statistics.mean(costs[name][size]):.2g}") for size in COST_ROWS)
        print(f'\t{{"{name}", {few:g}, {many:g}}},')


# Evaluations of a row each, and the greatest times: as a ratio to exp(), or in nanoseconds a row on
# top of reading it.
EVALUATED = {
    "norm": ("cdf('norm(0.5, 0.25)', x)", 3, None),
    "gamma": ("cdf('gamma(2.5, 0, 0.25)', x)", None, 1000),
    "gamma, a 1e6": ("cdf('gamma(1e6, -1e3, 1e-3)', x)", None, 1000),
    "beta": ("cdf('beta(2.3, 3.1)', x)", None, 1000),
    "t": ("cdf('t(4.5, 0.5, 0.25)', x)", None, 1000),
    "t, many models": ("cdf(m.fit, x)", None, 1000),
    "lognorm, sf": ("sf('lognorm(0.5)', x)", None, 1000),
    "weibull, pdf": ("pdf('weibull_min(1.5)', x)", None, 1000),
    "gamma, quantile": ("quantile('gamma(2.5)', x)", None, None),
}
SAMPLED = ["gamma(2, 0, 1)", "norm", "t(3)", "genhyperbolic(0.5, 1.5, -0.5)", "norm on [10, inf]",
           "poisson(5)"]
SAMPLES = 1000000
LONGEST_SAMPLE = 1000


def values_section():
    """Evaluations a row, held against PostgreSQL's exp(); random numbers."""
    n = min(ROWS, 1000000)
    make_table("evaluated", f"SELECT i, (i - 0.5::float8) / {n} AS x FROM "
                            f"generate_series(1, {n}) i")
    make_table("models", "SELECT i, distribution('t', ARRAY[4 + i / 8.0, 0.5, 0.25]) AS fit "
                         "FROM generate_series(0, 31) i")
    statements = {"read": ("", "SELECT count(*), sum(x) FROM evaluated"),
                  "exp": ("", "SELECT count(*), sum(exp(x)) FROM evaluated")}
    for name, (call, _, _) in EVALUATED.items():
        source = "evaluated e JOIN models m ON m.i = e.i % 32" if "m.fit" in call else "evaluated"
        statements[name] = ("", f"SELECT count(*), sum({call}) FROM {source}")
    ms = times(statements)
    rows = []
    for name, (_, most, most_ns) in EVALUATED.items():
        ns = statistics.median(a - b for a, b in zip(ms[name], ms["read"])) / n * 1e6
        rows.append([name, milliseconds(ms[name]), ratio(ms[name], ms["exp"], most),
                     f"{ns:,.0f}" + (" !" if most_ns and ns > most_ns else "")])
    table(f"evaluation over {n:,} rows; exp() takes {milliseconds(ms['exp'])} ms",
          ["function", "ms", "to exp()", "ns a row"], rows)

    samples = times({d: ("", f"SELECT count(*), sum(x) FROM sample('{d}', {SAMPLES}, 1) x")
                     for d in SAMPLED})
    table(f"sample of {SAMPLES:,}", ["distribution", "ms"],
          [[d, milliseconds(samples[d]) +
            (" !" if statistics.median(samples[d]) > LONGEST_SAMPLE else "")] for d in SAMPLED])
    psql("DROP TABLE evaluated, models;")
    results["values"] = {"rows": n, "ms": ms, "samples": SAMPLES, "sample_ms": samples}


SECTIONS = {"aggregate": aggregate_section, "groups": groups_section, "merge": merge_section,
            "fits": fits_section, "values": values_section, "ablation": ablation_section,
            "many": many_section, "costs": costs_section}


def main():
    wanted = sys.argv[1:] or list(SECTIONS)
    for name in wanted:
        if name not in SECTIONS:
            sys.exit(f"no section {name}: {', '.join(SECTIONS)}")
    psql("CREATE EXTENSION bestfit;")
    results.update({"rows": ROWS, "rounds": ROUNDS, "cpus": os.cpu_count(),
                    "load_average": os.getloadavg(),
                    "postgresql": psql("SHOW server_version;")})
    print(f"PostgreSQL {results['postgresql']}, {results['cpus']} CPUs, {ROUNDS} rounds; "
          "ratios: median [least greatest] of the rounds' ratios")
    for name in wanted:
        start = time.perf_counter()
        SECTIONS[name]()
        print(f"  ({name}: {time.perf_counter() - start:.0f} s)", flush=True)
    with open(RESULTS, "w", encoding="utf-8") as out:
        json.dump(results, out, indent=1)
    print(f"\nkept in {RESULTS}")


main()
