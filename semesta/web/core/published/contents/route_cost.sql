-- People and rupiah per route.
SELECT month, route, person_count, city_rupiah_month, city_rupiah_year, deadline_count, first_deadline_on,
  first_start_on
FROM every_route_cost
