-- Population series in force.
SELECT region_code, series, valid_from, people, source, sent, comparable FROM population_figure
