// What finding a place costs with 5,000 locations: exactly written, repeated, misspelt each time in another way, and
// hostile. usage: locate [locations]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "central/core/location_book.h"

namespace redrive::central {
namespace {

constexpr const char* kStreets[] = {"Kings",  "Queens", "Station", "Harbour", "Mill", "Church", "Victoria", "Albert",
                                    "Garden", "Market", "Bridge",  "Forest",  "Lake", "River",  "Castle",   "Abbey"};
constexpr const char* kKinds[] = {"Way", "Road", "Street", "Avenue", "Lane"};

model::Location make_location(int i) {
  const auto n = static_cast<unsigned>(i);
  std::string city = "Xelborg";
  for (unsigned k = n / 40, at = 0; k > 0; k /= 26, ++at) city[at % city.size()] = static_cast<char>('a' + k % 26);
  return {fmt::format("S{:05}", n),
          fmt::format("{} {} {}, Bldg {}, {}", n % 97 + 1, kStreets[n % 16], kKinds[n / 16 % 5], n % 31 + 1, city),
          {fmt::format("OLD-{}", n)},
          "noc"};
}

template <typename Text>
void measure(const char* what, const LocationBook& book, int times, Text text) {
  std::vector<std::string> texts;
  for (int i = 0; i < times; ++i) texts.push_back(text(i));
  std::size_t placed = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const auto& one : texts) placed += book.find(one, "srv", "dev").code.empty() ? 0U : 1U;
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
  fmt::print("{:32} {:9.2f} us each  ({} of {} placed)\n", what, took.count() / times, placed, times);
}

void run(int count) {
  model::Inventory inventory;
  for (int i = 0; i < count; ++i) {
    auto location = make_location(i);
    inventory.locations.emplace(location.code, location);
  }
  const auto start = std::chrono::steady_clock::now();
  const LocationBook book(inventory);
  const std::chrono::duration<double, std::milli> built = std::chrono::steady_clock::now() - start;
  fmt::print("{} locations, built in {:.0f} ms\n", count, built.count());
  const auto name = [count](int i) { return make_location(i % count).name; };
  measure("code", book, 200'000, [count](int i) { return make_location(i % count).code; });
  measure("name", book, 200'000, name);
  measure("alias", book, 200'000, [count](int i) { return make_location(i % count).aliases[0]; });
  measure("one letter wrong, repeated", book, 200'000, [&](int i) { return "Pune " + name(i % 100); });
  measure("one letter wrong, each its own", book, 5'000, [&](int i) {
    std::string text = name(i);
    std::swap(text[text.size() - 2], text[text.size() - 3]);
    return text + " x" + std::to_string(i);
  });
  measure("ten kilobytes of misspelt words", book, 500, [](int i) {
    std::string text = std::to_string(i);
    while (text.size() < 10'000) text += " statoin kigns harbuor";
    return text;
  });
}

}  // namespace
}  // namespace redrive::central

int main(int argc, char** argv) {
  redrive::central::run(argc > 1 ? std::atoi(argv[1]) : 5000);
  return 0;
}
