#include "shared/model/steps.h"
#include "shared/model/tool.h"
#include "shared/view/documents.h"
#include "shared/view/json_writer.h"
#include "shared/view/view.h"

namespace redrive::view {

void write(JsonSink& json, const model::Plan& plan) {
  json.open('{').key("job").text(plan.job).key("server").text(plan.server).key("run").number(plan.run);
  json.key("digest").text(plan.digest).key("completeness").text(model::to_string(plan.completeness));
  const auto steps = model::steps_of(plan.parameters, plan.packages.size());
  json.key("devices").list(plan.devices, [&](const model::PlannedDevice& planned) {
    json.open('{').key("device").text(planned.device).key("reason").text(planned.reason).key("resume_at");
    const bool resumes = planned.done > 0 && planned.done < steps.size();
    json.text_or_null(resumes ? model::words_of(steps[planned.done], plan.packages) : "").close('}');
  });
  json.key("commands").list(plan.commands, [&](const model::Command& command) { json.texts(command); });
  json.key("diff").texts(plan.diff).key("expires_at").time_or_null(plan.expires_at);
  json.key("packages").list(plan.packages, [&](const model::PackageRef& package) { write(json, package); });
  json.key("missing_packages").texts(plan.missing_packages);
  write(json.key("parameters"), plan.parameters);
  json.key("preflight").list(plan.preflight, [&](const model::PreflightCheck& check) {
    json.open('{').key("what").text(check.what).key("good").boolean(check.good);
    json.key("detail").text(check.detail);
    json.key("todo").text_or_null(check.todo).close('}');
  });
  json.key("parts").list(plan.parts, [&](const model::PlanPart& part) {
    json.open('{').key("part").text(part.name).key("completeness").text(model::to_string(part.completeness));
    json.key("note").text_or_null(part.note).close('}');
  });
  json.key("exclude").texts(plan.wishes.exclude).key("only").texts(plan.wishes.only);
  json.key("from_start").boolean(plan.wishes.from_start);
  json.key("tool").text_or_null(model::tool_version(plan.wishes.tool));
  const bool known = plan.estimate > base::Micros{0};
  json.key("bytes").number(plan.bytes);
  json.key("estimate")
      .text_or_null(known ? base::format_duration(std::chrono::ceil<std::chrono::seconds>(plan.estimate)) : "")
      .close('}');
}

std::string plan_json(const model::Plan& plan) {
  JsonWriter json;
  write(json, plan);
  return json.take();
}

}  // namespace redrive::view
