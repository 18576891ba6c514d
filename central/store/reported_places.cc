#include "central/store/reported_places.h"

#include "central/store/select.h"

namespace redrive::central {

using base::Result;

namespace {

Result<std::vector<ReportedPlace>> of_alerts(Database& db, base::UtcTime since, std::int64_t alerts, std::size_t most) {
  return select_all<ReportedPlace>(
      db,
      "SELECT location, server, device, count(*), max(received_at) FROM inbox "
      "WHERE number > (SELECT decided FROM inbox_state) - $1 AND number <= (SELECT decided FROM inbox_state) "
      "AND received_at >= $2 AND status = 'firing' "
      "GROUP BY location, server, device ORDER BY max(number) DESC LIMIT $3",
      {alerts, as_value(since), as_value(std::uint64_t{most})}, [](const Row& row) {
        Columns in(row);
        return ReportedPlace{in.text(), in.text(), in.text(), in.number(), 0, in.time()};
      });
}

Result<std::vector<ReportedPlace>> of_tickets(Database& db, std::size_t most) {
  return select_all<ReportedPlace>(
      db,
      "SELECT reported_location, server, device, count(*), max(last_alert_at) FROM tickets "
      "WHERE state <> 'closed' AND scope NOT IN ('package', 'fleet') "
      "GROUP BY reported_location, server, device ORDER BY max(number) DESC LIMIT $1",
      {as_value(std::uint64_t{most})}, [](const Row& row) {
        Columns in(row);
        return ReportedPlace{in.text(), in.text(), in.text(), 0, in.number(), in.time()};
      });
}

}  // namespace

Result<std::vector<ReportedPlace>> reported_places(Database& db, base::UtcTime since, std::int64_t alerts,
                                                   std::size_t most) {
  auto places = of_alerts(db, since, alerts, most);
  if (!places) return places;
  auto open = of_tickets(db, most);
  if (!open) return open;
  places->insert(places->end(), std::make_move_iterator(open->begin()), std::make_move_iterator(open->end()));
  return places;
}

}  // namespace redrive::central
