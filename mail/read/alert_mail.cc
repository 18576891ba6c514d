#include "mail/read/alert_mail.h"

#include "mail/read/decoding.h"
#include "mail/read/field_lines.h"
#include "shared/base/digest.h"
#include "shared/view/alert_reader.h"
#include "shared/view/parse_json.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxTold = 100;  // faults
constexpr std::string_view kExpected =
    "no alert in it; expected a JSON attachment, lines like \"Device: NAME\" and \"Message: TEXT\", or a subject and "
    "text "
    "that a [[mail_rule]] matches";

class Reader {
 public:
  Reader(const ReceivedMail& mail, const MailRules& rules, base::UtcTime received) : mail_(mail), rules_(rules) {
    constexpr auto kOld = std::chrono::hours(24 * 7);
    const bool fits = mail.date && *mail.date <= received && *mail.date >= received - kOld;
    time_ = fits ? *mail.date : received;
  }

  AlertMail read() {
    for (const auto& part : mail_.json) read_json(part.place, part.name, part.bytes);
    if (out_.alerts.empty()) read_json_text();
    if (out_.alerts.empty()) read_rules();
    if (out_.alerts.empty() && !ruled_) read_lines();
    if (out_.alerts.empty() && out_.faults.empty()) out_.faults.emplace_back(kExpected);
    if (out_.faults.size() > kMaxTold) {
      const auto more = out_.faults.size() - (kMaxTold - 1);
      out_.faults.resize(kMaxTold - 1);
      out_.faults.push_back(fmt::format("{} more of the kind", more));
    }
    return std::move(out_);
  }

 private:
  void complain(std::string_view place, std::string_view what) {
    out_.faults.push_back(fmt::format("{}: {}", place, what));
  }

  void keep(model::Alert alert, std::size_t number) {
    if (alert.id.empty()) {
      const std::string_view id = mail_.message_id;
      alert.id = fmt::format(
          "{}#{}", id.empty() ? base::digest_hex(mail_.digest).substr(0, 32) : id.substr(1, id.size() - 2), number);
    }
    out_.alerts.push_back(std::move(alert));
  }

  void read_json(std::string_view place, std::string_view name, std::string_view bytes) {
    // What Redrive itself attaches to a ticket's mail, when people send it on.
    if (name.starts_with("RD-") || name.starts_with("storm-RD-")) {
      return complain(place, fmt::format("{} is a ticket of Redrive and no alert; left out", name));
    }
    const bool lines = name.ends_with(".jsonl") || name.ends_with(".ndjson");
    auto read = lines ? view::read_ndjson_alerts(bytes, time_) : view::read_json_alerts(bytes, time_);
    if (!read) return complain(place, read.error().message);
    for (auto& alert : read->good) {
      if (numbered_ + 1 > view::kMaxAlerts)
        return complain(place, "more alerts than are taken of one mail; the rest is left out");
      keep(std::move(alert), ++numbered_);
    }
    for (const auto& [line, error] : read->rejected)
      complain(fmt::format("{}, {} {}", place, lines ? "line" : "alert", line), error);
  }

  void read_json_text() {
    const std::string_view text = trim(mail_.text);
    const bool json = text.starts_with("{\"") || (text.starts_with('{') && text.ends_with('}')) ||
                      (text.starts_with('[') && trim(text.substr(1)).starts_with('{'));
    if (json) read_json("the text", "", text);
  }

  void read_rules() {
    auto match = rules_.first_match(mail_.subject, mail_.text);
    if (!match) return;
    ruled_ = true;
    read_fields_of("[[mail_rule]] of " + match->rule->place, std::move(match->fields),
                   mail_.subject + "\n\n" + mail_.text);
  }

  void read_lines() {
    std::size_t number = 0;
    for (auto& fields : read_field_lines(mail_.text)) {
      if (number == view::kMaxAlerts)
        return complain("the text", "more alerts than are taken of one mail; the rest is left out");
      read_fields_of(fmt::format("alert {} of the text", ++number), std::move(fields),
                     mail_.subject.empty() ? mail_.text : mail_.subject);
    }
  }

  // As native JSON, so that there is one reader of alerts.
  void read_fields_of(const std::string& place, FieldList fields, const std::string& otherwise) {
    const std::size_t number = ++numbered_;
    view::ParsedJson json = view::ParsedJson::object();
    for (auto& [name, value] : fields) {
      if (name == "status") {
        const auto status = alert_status_of(value);
        if (status.empty())
          complain(place, fmt::format("its status \"{}\" was taken for firing", model::clean_line(value, 60)));
        value = status.empty() ? "firing" : status;
      } else if (name == "occurred_at" && !base::parse_rfc3339(value)) {
        const auto time = mail_time(value);
        json[time ? "occurred_at" : "time as given"] = time ? base::format_rfc3339(*time) : std::move(value);
        continue;
      }
      json[name] = std::move(value);
    }
    if (!json.contains("message") && !json.contains("failure_type")) json["message"] = model::clean_message(otherwise);
    auto alert = view::read_alert(json.dump(-1, ' ', false, view::ParsedJson::error_handler_t::replace), time_);
    if (!alert) return complain(place, alert.error().message);
    keep(std::move(*alert), number);
  }

  const ReceivedMail& mail_;
  const MailRules& rules_;
  base::UtcTime time_{};
  AlertMail out_;
  std::size_t numbered_ = 0;
  bool ruled_ = false;
};

}  // namespace

AlertMail read_alert_mail(const ReceivedMail& mail, const MailRules& rules, base::UtcTime received) {
  return Reader(mail, rules, received).read();
}

}  // namespace redrive::mail
