// A section of a configuration file as a table of its keys. One generic reader checks the section against the table
// (unknown keys, types, bounds, missing keys) and stores the values; the same table prints itself as the reference that
// docs/configuration.md is tested against. A new key is one line: .add("key", type, &Options::member).
#pragma once

#include <map>

#include "shared/config/value_type.h"

namespace redrive::config {

// Where a section and its keys stand in the file.
struct Lines {
  unsigned own = 0;
  std::map<std::string, unsigned, std::less<>> keys;

  bool has(std::string_view key) const { return keys.find(key) != keys.end(); }
  // The key's line; the section's where the key is not given.
  unsigned of(std::string_view key) const;
};

// An entry of a repeated section with its place.
template <typename T>
struct Placed {
  T value;
  Lines lines;
  bool sound = true;  // nothing was wrong with any of its keys
};

// One file being read: where it is and all that is wrong with it so far.
struct Reading {
  std::string file;
  std::filesystem::path folder;
  Problems problems;
  std::map<std::string, Lines, std::less<>> sections;  // of the sections that are not repeated, by name

  void problem(unsigned line, std::string message) { problems.push_back({file, line, std::move(message)}); }
  const Lines& lines_of(std::string_view section) const;
  // The problems in the order of the file.
  Problems sorted() const;
};

// A key as the reference shows it.
struct ItemReference {
  std::string key, type, bounds, fallback;  // fallback: "`2`", "none" or "required"
};

struct SectionReference {
  std::string label;  // "[mail]", "[[centre]]", empty for the top of a file
  std::vector<ItemReference> items;
};

enum class Need { kOptional, kRequired };
enum class Show { kValue, kSecret };  // kSecret: the value is never repeated in a message

// What ItemTable shares between its instances.
namespace item_table_detail {
std::string label_before_key(const std::string& label);
void complain(Reading& reading, const std::string& what, const Node& value, const Node& at, std::string_view expected,
              std::string_view why, Show show);
void unknown_key(Reading& reading, const std::string& label, const Member& member,
                 const std::vector<std::string>& known);
bool is_table(Reading& reading, const std::string& label, const Node& node, unsigned line);
bool is_table_list(Reading& reading, const std::string& label, const Node& node, unsigned line);
}  // namespace item_table_detail

template <typename Options>
class ItemTable {
 public:
  // `key` names the section; empty for the top of a file.
  explicit ItemTable(std::string key) : key_(std::move(key)) {}

  // A key. `member` is a pointer to member or a function from Options& to the place the value goes.
  template <typename T, typename M>
  ItemTable& add(std::string key, ValueType<T> type, M member, Need need = Need::kOptional, Show show = Show::kValue);

  // A section [key] of this table.
  template <typename Section, typename M>
  ItemTable& section(ItemTable<Section> table, M member);

  // A repeated section [[key]]; `member` gives a std::vector<Placed<Entry>>.
  template <typename Entry, typename M>
  ItemTable& each(ItemTable<Entry> table, M member);

  // Reads `node`, a table, into `out`; what is wrong goes to `reading` and leaves its member as it was.
  Lines read(const Node& node, Options& out, Reading& reading) const;

  std::vector<SectionReference> reference() const;

 private:
  template <typename>
  friend class ItemTable;

  struct Item {
    std::string key;
    Need need;
    std::string expected;
    std::function<void(const Member&, Options&, Reading&, const std::string& label)> read;
    std::function<void(Options&, Reading&)> absent;  // sections only: their required keys are missed even so
  };

  void set_label(std::string label) { own_.label = std::move(label); }

  std::string key_;
  std::vector<Item> items_;
  SectionReference own_;
  std::vector<SectionReference> nested_;
};

template <typename Options>
template <typename T, typename M>
ItemTable<Options>& ItemTable<Options>::add(std::string key, ValueType<T> type, M member, Need need, Show show) {
  const std::string expected = fmt::format("a {}{}{}", type.noun, type.bounds.empty() ? "" : " ", type.bounds);
  Options defaults{};
  auto& fallback = std::invoke(member, defaults);
  std::string shown;
  if constexpr (requires { fallback.has_value(); }) {
    if (fallback) shown = type.show(*fallback);
  } else {
    shown = type.show(T(fallback));
  }
  if (!shown.empty()) shown = "`" + shown + "`";
  own_.items.push_back({key, type.noun, type.bounds,
                        need == Need::kRequired ? "required"
                        : shown.empty()         ? "none"
                                                : shown});
  // The label is known only once this table is put into another, so the reader is given it.
  auto read = [read = type.read, member, expected, show, key](const Member& from, Options& out, Reading& reading,
                                                              const std::string& label) {
    const std::string what = item_table_detail::label_before_key(label) + key;
    const auto complain = [&](const Node& at, std::string_view why) {
      item_table_detail::complain(reading, what, from.value, at, expected, why, show);
    };
    if (auto value = read(from.value, ReadContext{reading.folder, complain}))
      std::invoke(member, out) = std::move(*value);
  };
  items_.push_back({std::move(key), need, expected, std::move(read), nullptr});
  return *this;
}

template <typename Options>
template <typename Section, typename M>
ItemTable<Options>& ItemTable<Options>::section(ItemTable<Section> table, M member) {
  table.set_label("[" + table.key_ + "]");
  const std::string key = table.key_;
  for (auto& reference : table.reference()) nested_.push_back(std::move(reference));
  auto absent = [table, member](Options& out, Reading& reading) {
    table.read(Node{}, std::invoke(member, out), reading);
  };
  auto read = [table = std::move(table), member](const Member& from, Options& out, Reading& reading,
                                                 const std::string&) {
    if (!item_table_detail::is_table(reading, table.own_.label, from.value, from.line)) return;
    reading.sections[table.key_] = table.read(from.value, std::invoke(member, out), reading);
  };
  items_.push_back({key, Need::kOptional, "", std::move(read), std::move(absent)});
  return *this;
}

template <typename Options>
template <typename Entry, typename M>
ItemTable<Options>& ItemTable<Options>::each(ItemTable<Entry> table, M member) {
  table.set_label("[[" + table.key_ + "]]");
  const std::string key = table.key_;
  for (auto& reference : table.reference()) nested_.push_back(std::move(reference));
  auto read = [table = std::move(table), member](const Member& from, Options& out, Reading& reading,
                                                 const std::string&) {
    if (!item_table_detail::is_table_list(reading, table.own_.label, from.value, from.line)) return;
    for (const Node& node : from.value.items) {
      Placed<Entry> entry{};
      const std::size_t before = reading.problems.size();
      entry.lines = table.read(node, entry.value, reading);
      entry.sound = reading.problems.size() == before;
      std::invoke(member, out).push_back(std::move(entry));
    }
  };
  items_.push_back({key, Need::kOptional, "", std::move(read), nullptr});
  return *this;
}

template <typename Options>
Lines ItemTable<Options>::read(const Node& node, Options& out, Reading& reading) const {
  Lines lines{node.line, {}};
  std::vector<std::string> known;
  for (const Item& item : items_) known.push_back(item.key);
  for (const Member& member : node.members) {
    const auto item = std::find_if(items_.begin(), items_.end(), [&](const Item& i) { return i.key == member.key; });
    if (item == items_.end()) {
      item_table_detail::unknown_key(reading, own_.label, member, known);
      continue;
    }
    lines.keys[member.key] = member.line;
    item->read(member, out, reading, own_.label);
  }
  for (const Item& item : items_) {
    if (lines.has(item.key)) continue;
    if (item.absent) item.absent(out, reading);
    if (item.need != Need::kRequired) continue;
    reading.problem(node.line, fmt::format("{}{} is missing; expected {}",
                                           item_table_detail::label_before_key(own_.label), item.key, item.expected));
  }
  return lines;
}

template <typename Options>
std::vector<SectionReference> ItemTable<Options>::reference() const {
  std::vector<SectionReference> all;
  if (!own_.items.empty()) all.push_back(own_);
  all.insert(all.end(), nested_.begin(), nested_.end());
  return all;
}

}  // namespace redrive::config
