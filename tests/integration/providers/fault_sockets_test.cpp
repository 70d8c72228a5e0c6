#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <thread>

#include "net/http_client.hpp"
#include "net/transport.hpp"
#include "providers/all.hpp"
#include "providers/feed.hpp"
#include "support/eventually.hpp"
#include "support/sim_catalog.hpp"
#include "support/temp_folder.hpp"
#include "vendor_sim/simulator.hpp"
#include "vendor_sim/vendors.hpp"

// Each fault of each vendor's double with each operation, over HTTPS and secure WebSockets, with a
// second vendor behind that is well: the second table of docs/providers.md is this run.
namespace tw::providers {
namespace {

using vendor::Operation;
using vendor::Outcome;
using vendor_sim::Fault;
using vendor_sim::Simulator;

constexpr std::string_view kPage = "docs/providers.md";
constexpr std::string_view kBegin = "<!-- faults over sockets: made by fault_sockets_test -->\n";
constexpr std::string_view kEnd = "<!-- end of faults over sockets -->\n";
constexpr int kBars = 40;
const Date kFirst = *Date::from_civil(2024, 1, 2);

// A body that trickles takes two seconds, so that it never comes within one request's patience.
const RouterOptions kOptions{.deadline = Duration::seconds(5),
                             .patience = Duration::seconds(1),
                             .attempts = 3,
                             .first_pause = Duration{5'000'000},
                             .hedge_after = {},
                             .stale_after = Duration::minutes(5),
                             .preference = {}};

// What no catalog of bars can answer: vendor, path, body.
constexpr std::string_view kBodies[][3] = {
    {"yahoo", "/v10/finance/quoteSummary/AAPL",
     R"({"quoteSummary":{"result":[{"price":{"longName":"Own & Sons","currency":"USD",)"
     R"("marketCap":{"raw":1000000}}}],"error":null}})"},
    {"yahoo", "/v7/finance/options/AAPL",
     R"({"optionChain":{"result":[{"underlyingSymbol":"AAPL","expirationDates":[1768521600],)"
     R"("strikes":[10],"options":[{"expirationDate":1768521600,"calls":[{"contractSymbol":)"
     R"("AAPL260116C00010000","strike":10,"currency":"USD","lastPrice":1.1,"bid":1.05,"ask":1.15,)"
     R"("expiration":1768521600}],"puts":[]}]}],"error":null}})"},
    {"polygon", "/v3/reference/tickers/AAPL",
     R"({"status":"OK","results":{"ticker":"AAPL","name":"Own & Sons","market":"stocks",)"
     R"("active":true,"currency_name":"usd","market_cap":1000000}})"},
    {"polygon", "/v3/reference/options/contracts",
     R"({"status":"OK","results":[{"ticker":"O:AAPL260116C00010000","underlying_ticker":"AAPL",)"
     R"("contract_type":"call","expiration_date":"2026-01-16","strike_price":10}]})"},
    {"polygon", "/v3/snapshot/options/AAPL",
     R"({"status":"OK","results":[{"details":{"contract_type":"call","expiration_date":)"
     R"("2026-01-16","strike_price":10,"ticker":"O:AAPL260116C00010000"},"open_interest":12,)"
     R"("day":{"close":1.1,"volume":7},"last_quote":{"bid":1.05,"ask":1.15}}]})"},
    {"alphavantage", "/query?function=OVERVIEW&symbol=AAPL",
     R"({"Symbol":"AAPL","Name":"Own & Sons","MarketCapitalization":"1000000"})"},
    {"alphavantage", "/query?function=HISTORICAL_OPTIONS&symbol=AAPL",
     "contractID,symbol,expiration,strike,type,last,mark,bid,bid_size,ask,ask_size,volume,"
     "open_interest,date,implied_volatility,delta,gamma,theta,vega,rho\r\n"
     "AAPL260116C00010000,AAPL,2026-01-16,10.00,call,1.10,1.10,1.05,1,1.15,1,7,12,2025-12-01,"
     "0.35,0.5,0.1,-0.02,0.03,0.01\r\n"},
    {"finnhub", "/stock/profile2?symbol=AAPL",
     R"({"ticker":"AAPL","name":"Own & Sons","exchange":"NYSE","marketCapitalization":1234.5})"},
    {"finnhub", "/stock/metric?symbol=AAPL", R"({"metric":{"peTTM":20.5},"symbol":"AAPL"})"},
    {"twelvedata", "/statistics?symbol=AAPL",
     R"({"meta":{"symbol":"AAPL","name":"Own & Sons"},"statistics":{"valuations_metrics":)"
     R"({"market_capitalization":1000000}}})"},
    {"twelvedata", "/profile?symbol=AAPL", R"({"symbol":"AAPL","name":"Own & Sons"})"}};

vendor_sim::Catalog catalog() {
  vendor_sim::Catalog made;
  for (const char* symbol : {"AAPL", "MSFT"}) {
    vendor_sim::Listing listing = support::made_listing(symbol, kFirst, kBars);
    listing.actions.push_back({.kind = CorporateAction::Kind::CashDividend,
                               .ex_date = *Date::from_civil(2024, 2, 9),
                               .amount = Price::from_raw(24'000'000),
                               .currency = Currency{"USD"}});
    made.add(std::move(listing));
  }
  return made;
}

/// The doubles, one for each vendor that is to fail and one that is well, and whom to trust.
class World {
 public:
  World() {
    std::string manifest = "[";
    std::string signers;
    for (const auto& [vendor, path, body] : kBodies) {
      const std::string file = std::to_string(manifest.size()) + ".json";
      folder_.write(file, std::string{body});
      manifest += (manifest.size() > 1 ? "," : "") + (R"({"file":")" + file) + R"(","provider":")" +
                  std::string{vendor} + R"(","request":"GET https://localhost)" +
                  std::string{path} + R"(","http_status":200})";
    }
    folder_.write("manifest.json", manifest + "]");
    well_ = started();
    signers = well_->authority_pem();
    for (const vendor_sim::SimVendor& vendor : vendor_sim::kSimVendors) {
      ill_[std::string{vendor.name}] = started();
      signers += ill_[std::string{vendor.name}]->authority_pem();
    }
    trust_ = {.ca_file = folder_.write("signers.pem", signers)};
    http_ = std::move(
        *net::HttpClient::make({.trust = trust_, .proxies = {}, .limits = {}, .idle_per_host = 8}));
    transport_.emplace(*http_);
  }

  Simulator& ill(const std::string& vendor) { return *ill_.at(vendor); }
  const net::TlsTrust& trust() const { return trust_; }

  /// Returns the vendor at its own double, which may be ill, or at the one that is well. New: what
  /// an adapter keeps of earlier answers is gone.
  Member member(const std::string& vendor, bool is_well) {
    const Simulator& at = is_well ? *well_ : *ill_.at(vendor);
    Settings settings;
    for (const vendor::VendorFacts* facts : all_facts()) {
      settings.vendors[facts->name].is_enabled = facts->name == vendor;
    }
    settings.vendors[vendor].url = at.base_url(vendor);
    settings.vendors[vendor].stream_url = at.stream_url(vendor);
    settings.vendors[vendor].limits.emplace();
    const Environment keys{[](const std::string& name) -> std::optional<std::string> {
      if (name.ends_with("_FILE")) return std::nullopt;
      return "any";
    }};
    return std::move(members(settings, keys, *transport_)->front());
  }

 private:
  std::unique_ptr<Simulator> started() {
    return std::move(*Simulator::start(
        {.catalog = catalog(),
         .bodies = *vendor_sim::RecordedBodies::open(folder_.path(), folder_ / "manifest.json"),
         .faults = {},
         .port = 0,
         .has_tls = true,
         .stream_rate = 2'000}));
  }

  support::TempFolder folder_;
  std::unique_ptr<Simulator> well_;
  std::map<std::string, std::unique_ptr<Simulator>> ill_;
  net::TlsTrust trust_;
  std::unique_ptr<net::HttpClient> http_;
  std::optional<net::HttpTransport> transport_;
};

/// Whom to ask when `vendor` fails: one that offers everything.
std::string behind(const std::string& vendor) { return vendor == "polygon" ? "yahoo" : "polygon"; }

std::string class_of(const vendor::Refusal& refusal) {
  return std::string{to_string(refusal.outcome)} + (refusal.is_malformed ? " (malformed)" : "");
}

/// Returns what came of one question, "answers" or "throttle, 1 request: the second answers".
template <class Answer, class Check>
std::string told(const Answer& answer, const std::string& first, const Check& check) {
  const std::vector<Said>& said = answer ? answer->said : answer.error().said;
  const auto own = std::ranges::find(said, first, &Said::vendor);
  if (answer && answer->source == first) {
    check(answer->value, true);
    return own == said.end() ? "answers" : "answers after " + class_of(own->refusal);
  }
  if (answer) check(answer->value, false);
  std::string text = own == said.end() ? "was not asked" : class_of(own->refusal);
  if (own != said.end() && own->requests != 1) {
    text += ", " + std::to_string(own->requests) + " requests";
  }
  return text + (answer ? ": the second answers"
                        : ": no other is asked (" +
                              std::string{to_string(answer.error().outcome())} + ")");
}

/// Asks one operation about AAPL; whatever is answered must be what the doubles have.
std::string ask(Router& router, Operation operation, const std::string& first, bool is_skewed) {
  const auto last = vendor_sim::last_of(*catalog().find("AAPL"))->row.bar.close;
  const auto is_last = [&](const vendor::SymbolQuote& quote, bool) {
    EXPECT_EQ(quote.symbol, "AAPL");
    EXPECT_EQ(quote.last, last);
  };
  switch (operation) {
    case Operation::Quote:
      return told(router.quote("AAPL"), first, is_last);
    case Operation::Quotes: {
      const auto answers = router.quotes({"AAPL", "MSFT"});
      EXPECT_EQ(answers.size(), 2U);
      return told(answers.front(), first, is_last);
    }
    case Operation::History:
      return told(router.history({.symbol = "AAPL",
                                  .timeframe = kDaily,
                                  .from = Date::from_civil(2024, 1, 10)->midnight(),
                                  .to = Date::from_civil(2024, 2, 20)->midnight()}),
                  first, [&](const vendor::History& history, bool is_first) {
                    if (is_skewed && is_first) return;
                    const auto kept =
                        vendor_sim::rows_of(*catalog().find("AAPL"), kDaily,
                                            {.from = Date::from_civil(2024, 1, 10)->midnight(),
                                             .to = Date::from_civil(2024, 2, 20)->midnight()});
                    ASSERT_EQ(history.rows.size(), kept.size());
                    for (std::size_t i = 0; i < kept.size(); ++i) {
                      EXPECT_EQ(history.rows[i].close, kept[i].bar.close);
                    }
                  });
    case Operation::Actions:
      return told(router.actions({.symbol = "AAPL",
                                  .from = kFirst.midnight(),
                                  .to = Date::from_civil(2024, 12, 31)->midnight()}),
                  first, [](const std::vector<CorporateAction>& actions, bool) {
                    for (const CorporateAction& action : actions) {
                      EXPECT_EQ(action.amount, Price::from_raw(24'000'000));
                    }
                  });
    case Operation::Search:
      return told(router.search("aap"), first,
                  [](const std::vector<vendor::SymbolMatch>& matches, bool) {
                    for (const vendor::SymbolMatch& match : matches)
                      EXPECT_EQ(match.symbol, "AAPL");
                  });
    case Operation::OptionChain:
      return told(
          router.option_chain({.underlying = "AAPL", .expiry = {}}), first,
          [](const vendor::OptionChain& chain, bool) { EXPECT_EQ(chain.contracts.size(), 1U); });
    case Operation::Fundamentals:
      return told(router.fundamentals("AAPL"), first, [](const auto&, bool) {});
    case Operation::Stream:
      break;
  }
  return "not asked";
}

/// What a feed over both vendors' streams came to.
class Listening {
 public:
  Listening(World& world, const std::string& first) : first_{first} {
    std::vector<StreamSource> sources;
    for (const bool is_well : {false, true}) {
      const std::string vendor = is_well ? behind(first) : first;
      members_.push_back(world.member(vendor, is_well));
      sources.push_back({.vendor = vendor, .dialect = members_.back().vendor->stream()});
    }
    FeedTerms terms;
    terms.sockets.trust = world.trust();
    terms.options.channels = {.trades = true, .quotes = false, .bars = false};
    terms.options.first_pause = Duration{5'000'000};
    terms.options.subscribe_patience = Duration{200'000'000};
    feed_ = std::move(*Feed::start(std::move(sources), {"AAPL"}, std::move(terms), this_machine()));
  }

  std::string told(Fault fault) {
    const bool has_come = support::eventually([&] {
      feed_->take(items_);
      for (const FeedItem& item : items_) take(item);
      return ticks_ >= 20 || (fault == Fault::Empty && is_live_);
    });
    EXPECT_TRUE(has_come) << first_ << ", " << to_string(fault) << ": " << why_;
    const std::string before = why_.substr(0, why_.find(':'));
    if (fault == Fault::Empty && ticks_ == 0) return "is subscribed to and says nothing";
    std::string text = is_of_first_ ? "streams" : before + ": the second streams";
    if (feed_->counts().repeats > 0) text += ", what comes twice is told once";
    return text;
  }

 private:
  void take(const FeedItem& item) {
    if (const auto* const change = std::get_if<FeedChange>(&item)) {
      if (change->symbol.empty() && change->kind == FeedStatus::Kind::Down && why_.empty()) {
        why_ = change->why;
      }
      if (change->symbol == "AAPL") is_live_ = change->kind == FeedStatus::Kind::Live;
      // What the first said before it fell is not what is left.
      if (change->kind == FeedStatus::Kind::Down) ticks_ = 0;
      is_of_first_ = change->source == first_;
    } else {
      ticks_ += 1;
    }
  }

  const std::string first_;
  std::vector<Member> members_;
  std::unique_ptr<Feed> feed_;
  std::vector<FeedItem> items_;
  std::string why_;
  bool is_live_ = false;
  bool is_of_first_ = true;
  int ticks_ = 0;
};

/// What came of one fault: behaviour, then the vendors, then their operations.
using Behaviours = std::map<std::string, std::map<std::string, std::vector<Operation>>>;

class Matrix {
 public:
  void note(Fault fault, const std::string& vendor, Operation operation, const std::string& what) {
    const std::scoped_lock lock{mutex_};
    const bool is_stream = operation == Operation::Stream;
    std::vector<Operation>& operations = (is_stream ? streams_ : asked_)[fault][what][vendor];
    operations.insert(std::ranges::upper_bound(operations, operation), operation);
    cells_ += 1;
  }
  std::size_t cells() const { return cells_; }

  std::string table() const {
    std::string text =
        "| fault of the first vendor | what is asked for | its stream |\n| --- | --- | --- |\n";
    for (std::size_t i = 0; i < vendor_sim::kFaults; ++i) {
      const auto fault = static_cast<Fault>(i);
      text += "| `" + std::string{to_string(fault)} + "` | " + words(asked_, fault) + " | " +
              words(streams_, fault) + " |\n";
    }
    return text;
  }

 private:
  using All = std::map<Fault, Behaviours>;

  /// Returns "what most do; *what others do*: polygon (quote, search), yahoo".
  static std::string words(const All& all, Fault fault) {
    const Behaviours& found = all.at(fault);
    const auto count = [](const auto& vendors) {
      std::size_t cells = 0;
      for (const auto& [vendor, operations] : vendors) cells += operations.size();
      return cells;
    };
    const auto most = std::ranges::max_element(
        found, {}, [&](const auto& behaviour) { return count(behaviour.second); });
    std::string text = most->first;
    for (const auto& [what, vendors] : found) {
      if (what == most->first) continue;
      text += "; *" + what + "*: ";
      bool is_first = true;
      for (const auto& [vendor, operations] : vendors) {
        text += (is_first ? "" : ", ") + vendor;
        is_first = false;
        std::size_t asked = 0;
        for (const auto& [other, by_vendor] : found) {
          const auto own = by_vendor.find(vendor);
          if (own != by_vendor.end()) asked += own->second.size();
        }
        if (asked == operations.size()) continue;
        std::string names;
        for (const Operation operation : operations) {
          names += (names.empty() ? " (" : ", ") + std::string{to_string(operation)};
        }
        text += names + ")";
      }
    }
    return text;
  }

  std::mutex mutex_;
  All asked_;
  All streams_;
  std::size_t cells_ = 0;
};

/// Plays one fault, which is on, with one operation of one vendor.
void play(World& world, const std::string& vendor, Fault fault, Operation operation,
          Matrix& matrix) {
  Member first = world.member(vendor, false);
  if (!first.vendor->facts().operations.has(operation)) return;
  SCOPED_TRACE(vendor + ", " + std::string{to_string(fault)} + ", " +
               std::string{to_string(operation)});
  if (operation == Operation::Stream) {
    return matrix.note(fault, vendor, operation, Listening{world, vendor}.told(fault));
  }
  HeldRecords records;
  std::vector<Member> members;
  members.push_back(std::move(first));
  members.push_back(world.member(behind(vendor), true));
  Router router{std::move(members), records, this_machine(), kOptions};
  const auto began = std::chrono::steady_clock::now();
  const std::string what = ask(router, operation, vendor, fault == Fault::ClockSkew);
  EXPECT_LT(std::chrono::steady_clock::now() - began,
            std::chrono::nanoseconds{kOptions.deadline.ns})
      << "the deadline";
  EXPECT_FALSE(what.contains("was not asked")) << what;
  EXPECT_TRUE(what.starts_with("answers") || what.contains("the second answers") ||
              what.contains("no other is asked (no-data)"))
      << what;
  matrix.note(fault, vendor, operation, what);
}

/// Plays every fault with every operation of one vendor.
void play(World& world, const std::string& vendor, Matrix& matrix) {
  for (std::size_t i = 0; i < vendor_sim::kFaults; ++i) {
    const auto fault = static_cast<Fault>(i);
    world.ill(vendor).switch_on({.fault = fault, .vendor = vendor, .operation = {}});
    std::vector<std::jthread> beside;  // Of those that take their whole patience.
    for (std::size_t k = 0; k < vendor::kOperations; ++k) {
      const auto operation = static_cast<Operation>(k);
      if (fault != Fault::Slow) {
        play(world, vendor, fault, operation, matrix);
        continue;
      }
      beside.emplace_back([&world, &vendor, &matrix, fault, operation] {
        play(world, vendor, fault, operation, matrix);
      });
    }
    beside.clear();
    world.ill(vendor).switch_off();
  }
}

TEST(FaultsOverSockets, AreTheTableOfThePageWithASecondVendorWithinTheDeadline) {
  World world;
  Matrix matrix;
  const auto began = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    threads.reserve(vendor_sim::kSimVendors.size());
    for (const vendor_sim::SimVendor& vendor : vendor_sim::kSimVendors) {
      threads.emplace_back([&] { play(world, std::string{vendor.name}, matrix); });
    }
  }
  std::printf("%zu cells in %.1f s\n", matrix.cells(),
              std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  std::string page = support::read_text(std::string{kPage});
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t from = begin + kBegin.size();
  const std::string drawn = matrix.table();

  if (std::getenv("UPDATE_DOCS") != nullptr) {
    page.replace(from, end - from, drawn);
    std::ofstream{std::string{kPage}, std::ios::binary} << page;
    return;
  }
  EXPECT_EQ(page.substr(from, end - from), drawn)
      << "run UPDATE_DOCS=1 build/release/tests/integration/providers/fault_sockets_test from the "
         "root, then read the diff";
}

}  // namespace
}  // namespace tw::providers
