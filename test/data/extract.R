#!/usr/bin/env Rscript
# Writes the CSV files of this directory from the R packages that carry the data.
#
#	apt-get install r-base-core r-cran-fitdistrplus r-cran-mass r-cran-evd r-cran-pscl
#	Rscript test/data/extract.R test/data
#
# Rows in the order of the package; numbers with the fewest digits (15 to 17) that give the same
# double again.

directory <- commandArgs(trailingOnly = TRUE)
directory <- if (length(directory) > 0) directory[1] else "."

shortest <- function(x)
{
	for (digits in 15:17)
	{
		text <- formatC(x, digits = digits, width = 1, format = "g")
		if (as.numeric(text) == x)
			return(text)
	}
	stop("no decimal form for ", x)
}

as_text <- function(values)
{
	if (!is.numeric(values))
		return(as.character(values))
	stopifnot(all(is.finite(values)))
	vapply(as.numeric(values), shortest, "")
}

# A data set that is a bare vector becomes the one column named in `columns`.
take <- function(package, data, columns, name)
{
	place <- new.env()
	utils::data(list = data, package = package, envir = place)
	table <- get(data, envir = place)
	if (!is.data.frame(table))
		table <- setNames(data.frame(as.numeric(table)), columns)
	text <- do.call(paste, c(lapply(table[columns], as_text), sep = ","))
	file <- file.path(directory, paste0(name, ".csv"))
	writeLines(c(paste(columns, collapse = ","), text), file)
	cat(sprintf("%-16s %5d rows, %s %s\n", basename(file), length(text), package,
				as.character(utils::packageVersion(package))))
}

take("fitdistrplus", "groundbeef", "serving", "groundbeef")
take("fitdistrplus", "danishuni", c("Date", "Loss"), "danishuni")
take("fitdistrplus", "endosulfan", c("group", "ATV"), "endosulfan")
take("fitdistrplus", "toxocara", "number", "toxocara")
take("MASS", "quine", "Days", "quine")
take("MASS", "SP500", "percent", "sp500")
take("pscl", "prussian", "y", "prussian")
take("pscl", "bioChemists", "art", "biochemists")
take("evd", "portpirie", "metres", "portpirie")
take("datasets", "rivers", "miles", "rivers")
take("datasets", "faithful", "eruptions", "faithful")
