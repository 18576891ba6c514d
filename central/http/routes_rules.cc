// rules: what finds the failure type of a text, and which of them finds it in this one.
#include "central/core/classifier.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Json rule_json(const config::ClassifyRule& rule) {
  return {{"place", rule.place}, {"type", rule.type}, {"pattern", rule.pattern}};
}

Classifier classifier_of(const config::CentralOptions& options) {
  return {options.failure_types, options.rules, options.shipped_rules};
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const Classifier classifier = classifier_of(*context.options.get());
  const auto& rules = classifier.rules();
  return page_of(rules, page, [&](const config::ClassifyRule& rule) {
    const auto* by = classifier.hidden_by(static_cast<std::size_t>(&rule - rules.data()));
    Json json = rule_json(rule);
    json["hidden_by"] = text_or_null(by ? by->place : "");
    return json;
  });
}

Result<Response> classify(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string text = body.needed("text"), given = body.text("failure_type");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const Classifier classifier = classifier_of(*context.options.get());
  const auto by = classifier.explain(given, text);
  return json_response(200, {{"failure_type", by.found.type},
                             {"reason", text_or_null(by.found.reason)},
                             {"rule", by.rule ? rule_json(*by.rule) : Json()},
                             {"matched", text_or_null(by.matched)}});
}

}  // namespace

Endpoints rule_endpoints() {
  return {{"GET", "/api/v1/rules", Need::kViewer, list}, {"POST", "/api/v1/classify", Need::kViewer, classify}};
}

}  // namespace redrive::central
