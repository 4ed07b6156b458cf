-- Population series in force.
SELECT region_code, series, valid_from, people, source, sent FROM population_figure
