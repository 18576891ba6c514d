#include "shared/text/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/text/template_tags.h"

namespace redrive::text {

struct Template::Node {
  TagKind kind = TagKind::kText;
  std::string text;         // as it stands, or the name
  std::vector<Node> inner;  // of a section
};

namespace {

using Node = Template::Node;
using Nodes = std::vector<Node>;

auto wrong(std::size_t line, const std::string& why) {
  return base::fail(base::ErrorCode::kInvalid, fmt::format("line {}: {}", line, why));
}

// Turns the tags into nested nodes; `known` are the words of the sections around, outermost first.
class Builder {
 public:
  Builder(const std::vector<Tag>& tags, const TemplateWords& words) : tags_(tags), known_{&words} {}

  base::Result<Nodes> build() {
    auto nodes = build_until(nullptr);
    if (nodes && at_ < tags_.size())
      return wrong(tags_[at_].line, fmt::format("{{{{/{}}}}} closes nothing", tags_[at_].text));
    return nodes;
  }

 private:
  // Up to the end of the section `opened`, or of the template.
  base::Result<Nodes> build_until(const Tag* opened) {
    Nodes nodes;
    for (; at_ < tags_.size(); ++at_) {
      const Tag& tag = tags_[at_];
      if (tag.kind == TagKind::kClose) {
        if (!opened || opened->text == tag.text) return nodes;
        return wrong(tag.line, fmt::format("{{{{/{}}}}} comes before {{{{/{}}}}}, which closes the section of line {}",
                                           tag.text, opened->text, opened->line));
      }
      if (tag.kind != TagKind::kText && !knows(tag))
        return wrong(tag.line, fmt::format("there is no \"{}\" here; there are {}", tag.text, listed(tag)));
      Node node{tag.kind, tag.text, {}};
      if (tag.kind == TagKind::kEach || tag.kind == TagKind::kUnless) {
        auto inner = build_section(tag);
        if (!inner) return inner;
        node.inner = std::move(*inner);
      }
      nodes.push_back(std::move(node));
    }
    if (opened)
      return wrong(opened->line, fmt::format("{{{{#{0}}}}} is not closed; expected {{{{/{0}}}}}", opened->text));
    return nodes;
  }

  base::Result<Nodes> build_section(const Tag& tag) {
    if (known_.size() > Template::kMaxDepth)
      return wrong(tag.line, fmt::format("expected at most {} sections within each other", Template::kMaxDepth));
    const TemplateWords* entry = tag.kind == TagKind::kEach ? list(tag.text) : nullptr;
    known_.push_back(entry ? entry : known_.back());
    ++at_;
    auto inner = build_until(&tag);
    known_.pop_back();
    return inner;
  }

  const TemplateWords* list(const std::string& name) const {
    for (auto words = known_.rbegin(); words != known_.rend(); ++words) {
      if (const auto at = (*words)->lists.find(name); at != (*words)->lists.end()) return &at->second;
    }
    return nullptr;
  }

  bool knows(const Tag& tag) const {
    if (tag.kind != TagKind::kValue && list(tag.text)) return true;
    return std::ranges::any_of(known_, [&](const auto* words) { return words->values.contains(tag.text); });
  }

  std::string listed(const Tag& tag) const {
    std::set<std::string> all;
    for (const auto* words : known_) {
      all.insert(words->values.begin(), words->values.end());
      if (tag.kind == TagKind::kValue) continue;
      for (const auto& [name, entry] : words->lists) all.insert(name);
    }
    return fmt::format("{}", fmt::join(all, ", "));
  }

  const std::vector<Tag>& tags_;
  std::size_t at_ = 0;
  std::vector<const TemplateWords*> known_;
};

class Renderer {
 public:
  Renderer(const TemplateValues& values, Escape escape) : scopes_{&values}, escape_(escape) {}

  std::string render(const Nodes& nodes) {
    add(nodes);
    return std::move(out_);
  }

 private:
  void add(const Nodes& nodes) {
    for (const Node& node : nodes) {
      switch (node.kind) {
        case TagKind::kValue:
          out_ += escape_ == Escape::kHtml ? escape_html(value(node.text)) : value(node.text);
          break;
        case TagKind::kEach:
          add_each(node);
          break;
        case TagKind::kUnless:
          if (is_empty(node.text)) add(node.inner);
          break;
        default:
          out_ += node.text;
      }
    }
  }

  void add_each(const Node& node) {
    const auto* entries = list(node.text);
    if (!entries) {
      if (!value(node.text).empty()) add(node.inner);
      return;
    }
    for (const auto& entry : *entries) {
      scopes_.push_back(&entry);
      add(node.inner);
      scopes_.pop_back();
    }
  }

  std::string value(const std::string& name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const auto at = (*scope)->values.find(name); at != (*scope)->values.end()) return at->second;
    }
    return {};
  }
  const std::vector<TemplateValues>* list(const std::string& name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const auto at = (*scope)->lists.find(name); at != (*scope)->lists.end()) return &at->second;
    }
    return nullptr;
  }
  bool is_empty(const std::string& name) const {
    const auto* entries = list(name);
    return entries ? entries->empty() : value(name).empty();
  }

  std::vector<const TemplateValues*> scopes_;
  Escape escape_;
  std::string out_;
};

bool holds(const Nodes& nodes, std::string_view name) {
  return std::ranges::any_of(nodes, [&](const Node& node) {
    return (node.kind == TagKind::kValue && node.text == name) || holds(node.inner, name);
  });
}

}  // namespace

base::Result<Template> Template::parse(std::string_view source, const TemplateWords& words, Escape escape) {
  if (source.size() > kMaxSource) return wrong(1, fmt::format("expected at most {} bytes", kMaxSource));
  const auto tags = read_tags(source);
  if (!tags) return tl::unexpected<base::Error>(tags.error());
  auto nodes = Builder(*tags, words).build();
  if (!nodes) return tl::unexpected<base::Error>(nodes.error());
  return Template(std::make_shared<const Nodes>(std::move(*nodes)), escape);
}

std::string Template::render(const TemplateValues& values) const {
  return Renderer(values, escape_).render(*nodes_);
}

bool Template::names(std::string_view name) const {
  return holds(*nodes_, name);
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace redrive::text
