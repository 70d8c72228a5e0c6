#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>

#include "providers/gate.hpp"
#include "support/temp_folder.hpp"
#include "unit/providers/scripted_vendor.hpp"

// Every fault of a vendor with every operation, and what comes of it: the table of
// docs/providers.md is this run.
namespace tw::providers {
namespace {

using vendor::Operation;
using vendor::Outcome;

constexpr std::string_view kPage = "docs/providers.md";
constexpr std::string_view kBegin = "<!-- faults: made by providers_test -->\n";
constexpr std::string_view kEnd = "<!-- end of faults -->\n";

struct Fault {
  std::string name;
  ScriptedVendor::Reply reply;
};

std::vector<Fault> faults() {
  std::vector<Fault> all;
  all.push_back({"nothing in the window (no-data)", {.refusal = refused(Outcome::NoData)}});
  for (const Outcome outcome : {Outcome::SymbolNotFound, Outcome::BadRequest, Outcome::Auth,
                                Outcome::Entitlement, Outcome::Throttle}) {
    all.push_back({std::string{to_string(outcome)}, {.refusal = refused(outcome)}});
  }
  all.push_back(
      {"throttle, \"in 5 s\"", {.refusal = refused(Outcome::Throttle, Duration::seconds(5))}});
  all.push_back({"quota", {.refusal = refused(Outcome::Quota)}});
  all.push_back({"quota, \"in 2 h\"", {.refusal = refused(Outcome::Quota, Duration::hours(2))}});
  all.push_back({"blocked", {.refusal = refused(Outcome::Blocked)}});
  all.push_back({"transient", {.refusal = refused(Outcome::Transient)}});
  all.push_back({"malformed body", {.refusal = vendor::malformed("no JSON")}});
  all.push_back(
      {"no answer in time",
       {.refusal = refused(Outcome::Transient), .took = {}, .is_until_patience_ends = true}});
  all.push_back({"retired", {.refusal = refused(Outcome::Retired)}});
  return all;
}

/// Asks one operation about AAPL. Returns who answered, or the class of the error.
std::string ask(Router& router, Operation operation) {
  const auto shown = [](const auto& answer) {
    if (answer) return answer->source;
    return "error: " + std::string{to_string(answer.error().outcome())};
  };
  switch (operation) {
    case Operation::Quote:
      return shown(router.quote("AAPL"));
    case Operation::Quotes:
      return shown(router.quotes({"AAPL", "MSFT"}).front());
    case Operation::History:
      return shown(router.history({.symbol = "AAPL", .timeframe = kDaily, .from = {}, .to = {}}));
    case Operation::Actions:
      return shown(router.actions({.symbol = "AAPL", .from = {}, .to = {}}));
    case Operation::Search:
      return shown(router.search("AAPL"));
    case Operation::OptionChain:
      return shown(router.option_chain({.underlying = "AAPL", .expiry = {}}));
    case Operation::Fundamentals:
      return shown(router.fundamentals("AAPL"));
    case Operation::Stream:
      break;
  }
  return "not asked";
}

/// Returns from when on a vendor with this record would be asked.
std::string asked_again(const VendorRecord& record, Operation operation, const char* symbol,
                        Timestamp now) {
  static constexpr std::pair<Duration, const char*> kSpans[] = {
      {{}, "at once"},
      {Duration::seconds(5), "in 5 s"},
      {Duration::seconds(30), "in 30 s"},
      {Duration::minutes(1), "in 1 min"},
      {Duration::minutes(15), "in 15 min"},
      {Duration::hours(2), "in 2 h"},
      {Duration{9 * 3'600'000'000'000 + 30 * 60'000'000'000}, "after midnight UTC"},
      {Duration::days(1), "in a day"},
      {Duration::days(4'000), "in 4,000 days"}};
  for (const auto& [span, words] : kSpans) {
    VendorRecord copy = record;
    const Asking asking{.operation = operation, .symbol = symbol, .cost = 1, .patience = {}};
    if (!admit(copy, asking, now + span)) return words;
  }
  return "after a reset or a new key";
}

std::string seconds_text(Duration span) {
  const std::int64_t tenths = (span.ns + 50'000'000) / 100'000'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

/// Returns the cells of one fault with one operation.
std::string cells(const Fault& fault, Operation operation) {
  Bench pair{{"first", "second"}};
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char* symbol : {"AAPL", "MSFT"}) pair[i].set_price(symbol, 1);
  }
  pair[0].always(fault.reply);
  const std::string answered = ask(pair.router(), operation);
  const Timestamp now = pair.world.now();
  const Duration took = now - ScriptedWorld::kStart;
  EXPECT_LE(took, RouterOptions{}.deadline) << fault.name;
  const VendorRecord record = pair.record(0);
  const bool has_symbol = operation != Operation::Search && operation != Operation::Quotes;
  const Operation other =
      operation == Operation::Fundamentals ? Operation::Actions : Operation::Fundamentals;

  Bench alone{{"first"}};
  alone[0].always(fault.reply);
  const std::string error = ask(alone.router(), operation);

  std::string text = " | " + std::to_string(pair[0].requests()) + " | " + answered + ", " +
                     seconds_text(took) + " | " + error;
  text += " | " + asked_again(record, operation, has_symbol ? "AAPL" : "", now);
  text += " | " + asked_again(record, operation, "MSFT", now);
  text += " | " + asked_again(record, other, "MSFT", now);
  return text + " |";
}

/// Returns the rows of one fault: operations that behave alike stand in one.
std::string rows(const Fault& fault) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (std::size_t i = 0; i < vendor::kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    if (operation == Operation::Stream) continue;
    const std::string behaviour = cells(fault, operation);
    auto group = std::ranges::find(groups, behaviour, &std::pair<std::string, std::string>::second);
    if (group == groups.end()) group = groups.insert(groups.end(), {"", behaviour});
    group->first += (group->first.empty() ? "" : ", ") + std::string{to_string(operation)};
  }
  std::string text;
  for (const auto& [operations, behaviour] : groups) {
    text +=
        "| " + fault.name + " | " + (groups.size() == 1 ? "each" : operations) + behaviour + "\n";
  }
  return text;
}

std::string table() {
  std::string text =
      "| the first vendor | asked for | requests to it | with a second vendor | alone | the same "
      "again | another symbol | another operation |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Fault& fault : faults()) text += rows(fault);
  return text;
}

TEST(FaultMatrix, IsTheTableOfThePage) {
  std::string page = support::read_text(std::string{kPage});
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t from = begin + kBegin.size();
  const std::string drawn = table();

  if (std::getenv("UPDATE_DOCS") != nullptr) {
    page.replace(from, end - from, drawn);
    std::ofstream{std::string{kPage}, std::ios::binary} << page;
    return;
  }
  EXPECT_EQ(page.substr(from, end - from), drawn)
      << "run UPDATE_DOCS=1 build/release/tests/unit/providers/providers_test from the root, then "
         "read the diff";
}

TEST(FaultMatrix, NoFaultLeadsToAPriceThatNobodySaid) {
  for (const Fault& fault : faults()) {
    Bench bench{{"first", "second"}};
    bench[0].always(fault.reply);
    bench[1].always(fault.reply);
    for (std::size_t i = 0; i < vendor::kOperations; ++i) {
      const auto operation = static_cast<Operation>(i);
      if (operation == Operation::Stream) continue;
      EXPECT_TRUE(ask(bench.router(), operation).starts_with("error: ")) << fault.name;
    }
  }
}

}  // namespace
}  // namespace tw::providers
