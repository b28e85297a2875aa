# Fits of counts by R's own MASS (Debian: r-cran-mass, a recommended package): fitdistr() and glm.nb().
#
#	Rscript test/reference/counts_r.R > test/reference/counts_r.tsv
#
# Columns: data (a file of test/data, or a sample drawn here, whose counts of 0, 1, 2, ... are in the last column), family, log-likelihood,
# first parameter, its standard error, second parameter, its standard error; "-" where R gives none.  Parameters are those of bestfit: nbinom's n and p =
# n / (n + mu).  R maximises over size and mu, which are orthogonal: the error of n is that of size.
library(MASS)
options(digits = 15)
number <- function(x) if (is.null(x) || is.na(x)) "-" else sprintf("%.10g", x)
emit <- function(data, family, loglik, a, ea = NA, b = NA, eb = NA, counts = "-")
	cat(paste(data, family, number(loglik), number(a), number(ea), number(b), number(eb), counts, sep = "\t"), "\n", sep = "")
fits <- function(name, x, counts = "-")
{
	p <- fitdistr(x, "Poisson")
	emit(name, "poisson", p$loglik, p$estimate, p$sd, counts = counts)
	g <- fitdistr(x, "geometric")
	# R counts the failures before the first success, bestfit the trials: loc is -1
	emit(name, "geom", g$loglik, g$estimate, g$sd, counts = counts)
	if (var(x) > mean(x))
	{
		# the theta of an intercept-only regression is the maximum-likelihood estimate of size
		m <- glm.nb(x ~ 1, control = glm.control(epsilon = 1e-14, maxit = 50))
		size <- m$theta
		mu <- exp(coef(m)[[1]])
		emit(name, "nbinom", sum(dnbinom(x, size = size, mu = mu, log = TRUE)), size, m$SE.theta, size / (size + mu), counts = counts)
	}
}
for (name in c("toxocara", "quine", "prussian", "biochemists"))
	fits(name, scan(paste0("test/data/", name, ".csv"), skip = 1, quiet = TRUE))
set.seed(20260101)
sample_of <- function(name, x) fits(name, x, paste(tabulate(x + 1), collapse = ","))
sample_of("drawn_1", rnbinom(400, size = 1.7, mu = 4))
sample_of("drawn_2", rnbinom(60, size = 0.4, mu = 2))
sample_of("drawn_3", rpois(250, 6))
sample_of("drawn_4", rgeom(300, 0.3))
sample_of("drawn_5", rnbinom(2000, size = 12, mu = 9))
