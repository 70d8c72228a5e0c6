#include "vendor_sim/simulator.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>

#include "adapters/alpaca/session.hpp"
#include "adapters/alphavantage/session.hpp"
#include "adapters/finnhub/session.hpp"
#include "adapters/polygon/session.hpp"
#include "adapters/stooq/session.hpp"
#include "adapters/tiingo/session.hpp"
#include "adapters/twelvedata/session.hpp"
#include "adapters/yahoo/session.hpp"
#include "core/decimal.hpp"
#include "net/transport.hpp"
#include "support/sim_catalog.hpp"
#include "support/temp_folder.hpp"

// Our own adapters, which know nothing of a double, ask it over sockets.
namespace tw::vendor_sim {
namespace {

using testing::HasSubstr;
using vendor::Operation;
using vendor::Outcome;

constexpr Duration kPatience = Duration::seconds(20);
constexpr int kBars = 60;
const Date kFirst = *Date::from_civil(2024, 1, 2);

Catalog catalog() {
  Listing listing = support::made_listing("AAPL", kFirst, kBars);
  listing.actions.push_back({.kind = CorporateAction::Kind::CashDividend,
                             .ex_date = *Date::from_civil(2024, 2, 9),
                             .amount = Price::from_raw(24'000'000),
                             .currency = Currency{"USD"}});
  listing.actions.push_back({.kind = CorporateAction::Kind::Split,
                             .ex_date = *Date::from_civil(2024, 3, 4),
                             .numerator = 4,
                             .denominator = 1});
  Catalog made;
  made.add(std::move(listing));
  made.add(support::made_listing("MSFT", kFirst, 5));
  return made;
}

using MakeVendor = std::function<std::unique_ptr<vendor::Vendor>(const vendor::VendorSettings&,
                                                                 vendor::Transport&)>;
struct Subject {
  const char* name;
  MakeVendor make;
};

template <class Adapter>
MakeVendor made() {
  return [](const vendor::VendorSettings& settings, vendor::Transport& transport) {
    return std::make_unique<Adapter>(settings, transport);
  };
}

const Subject kSubjects[] = {
    {"yahoo", made<adapters::yahoo::Session>()},
    {"alphavantage", made<adapters::alphavantage::Session>()},
    {"polygon", made<adapters::polygon::Session>()},
    {"twelvedata", made<adapters::twelvedata::Session>()},
    {"finnhub", made<adapters::finnhub::Session>()},
    {"alpaca", made<adapters::alpaca::Session>()},
    {"tiingo", made<adapters::tiingo::Session>()},
    {"stooq", made<adapters::stooq::Session>()},
};

class Doubled : public testing::TestWithParam<const Subject*> {
 protected:
  Doubled() {
    simulator_ = std::move(*Simulator::start({.catalog = catalog(), .bodies = {}, .faults = {}}));
    vendor_ = GetParam()->make({.base_url = simulator_->base_url(GetParam()->name),
                                .stream_url = {},
                                .key = Secret{"key"},
                                .key_secret = Secret{"secret"}},
                               transport_);
  }

  vendor::HistoryRequest days() const {
    return {.symbol = "AAPL",
            .timeframe = kDaily,
            .from = Date::from_civil(2024, 1, 10)->midnight(),
            .to = Date::from_civil(2024, 2, 20)->midnight()};
  }
  std::string name() const { return GetParam()->name; }

  std::unique_ptr<net::HttpClient> http_ = std::move(*net::HttpClient::make());
  net::HttpTransport transport_{*http_};
  std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<vendor::Vendor> vendor_;
};

TEST_P(Doubled, GivesTheBarsOfTheCatalogToItsAdapter) {
  const auto history = vendor_->history(days(), kPatience);

  ASSERT_TRUE(history.has_value()) << history.error().what;
  const auto kept =
      rows_of(*catalog().find("AAPL"), kDaily, {.from = days().from, .to = days().to});
  ASSERT_EQ(history->rows.size(), kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(Date::of(history->rows[i].label), kept[i].bar.session);
    EXPECT_EQ(history->rows[i].open, kept[i].bar.open);
    EXPECT_EQ(history->rows[i].high, kept[i].bar.high);
    EXPECT_EQ(history->rows[i].low, kept[i].bar.low);
    EXPECT_EQ(history->rows[i].close, kept[i].bar.close);
    EXPECT_EQ(history->rows[i].volume, kept[i].bar.volume);
  }
  EXPECT_GE(simulator_->requests(name(), Operation::History), 1U);
}

TEST_P(Doubled, GivesTheLastPriceToItsAdapter) {
  const auto quote = vendor_->quote("AAPL", kPatience);
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  const auto last = last_of(*catalog().find("AAPL"));
  EXPECT_EQ(quote->last, last->row.bar.close);
}

TEST_P(Doubled, DoesNotKnowASymbolThatItsCatalogLacks) {
  const auto quote = vendor_->quote("NOSUCH", kPatience);
  ASSERT_FALSE(quote.has_value());
  EXPECT_EQ(quote.error().outcome, Outcome::SymbolNotFound) << quote.error().what;
}

TEST_P(Doubled, IsSearchedByItsAdapterWhereTheVendorOffersThat) {
  if (!vendor_->facts().operations.has(Operation::Search)) {
    EXPECT_EQ(vendor_->search("inc", kPatience).error().outcome, Outcome::BadRequest);
    return;
  }
  const auto found = vendor_->search("aap", kPatience);
  ASSERT_TRUE(found.has_value()) << found.error().what;
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().symbol, "AAPL");
}

TEST_P(Doubled, GivesSplitsAndDividendsWhereTheVendorOffersThem) {
  if (!vendor_->facts().operations.has(Operation::Actions)) return;
  const auto actions = vendor_->actions({.symbol = "AAPL",
                                         .from = kFirst.midnight(),
                                         .to = Date::from_civil(2024, 12, 31)->midnight()},
                                        kPatience);
  ASSERT_TRUE(actions.has_value()) << actions.error().what;
  ASSERT_EQ(actions->size(), 2U);
  for (const CorporateAction& action : *actions) {
    if (action.kind == CorporateAction::Kind::Split) {
      EXPECT_EQ(action.numerator, 4);
      EXPECT_EQ(action.denominator, 1);
      EXPECT_EQ(to_string(action.ex_date), "2024-03-04");
    } else {
      EXPECT_EQ(to_string(action.amount), "0.24");
      EXPECT_EQ(to_string(action.ex_date), "2024-02-09");
    }
  }
}

/// What an adapter makes of a fault of its double: what is so for every vendor.
struct Expected {
  const char* fault;
  std::vector<Outcome> outcomes;
};

TEST_P(Doubled, HasFaultsThatItsAdapterTellsApart) {
  const Expected expected[] = {
      {"429", {Outcome::Throttle, Outcome::Quota, Outcome::Blocked}},
      {"429-wait", {Outcome::Throttle, Outcome::Quota, Outcome::Blocked}},
      {"401", {Outcome::Auth, Outcome::Transient}},
      {"403", {Outcome::Entitlement, Outcome::Auth, Outcome::Blocked}},
      {"500", {Outcome::Transient}},
      {"503", {Outcome::Transient}},
      {"html",
       {Outcome::Transient, Outcome::Blocked, Outcome::Auth}},  // Stooq asks for a key by a page.
      {"malformed", {Outcome::Transient}},
      {"truncated", {Outcome::Transient}},
      {"reset", {Outcome::Transient}},
      {"empty", {Outcome::NoData, Outcome::SymbolNotFound}},
  };
  for (const Expected& each : expected) {
    simulator_->switch_off();
    simulator_->switch_on(*parse_fault(std::string{each.fault} + ":" + name() + ":history"));
    const auto history = vendor_->history(days(), kPatience);
    ASSERT_FALSE(history.has_value()) << each.fault;
    EXPECT_THAT(each.outcomes, testing::Contains(history.error().outcome))
        << each.fault << ": " << to_string(history.error().outcome) << ", " << history.error().what;
  }
  for (const char* harmless : {"gzip", "clock-skew:yahoo:quote"}) {
    simulator_->switch_off();
    simulator_->switch_on(*parse_fault(harmless));
    EXPECT_TRUE(vendor_->history(days(), kPatience).has_value()) << harmless;
  }
  simulator_->switch_off();
  simulator_->switch_on(*parse_fault("slow:" + name()));
  const auto slow = vendor_->history(days(), {300'000'000});
  ASSERT_FALSE(slow.has_value());
  EXPECT_EQ(slow.error().outcome, Outcome::Transient);
}

INSTANTIATE_TEST_SUITE_P(Vendors, Doubled,
                         testing::Values(&kSubjects[0], &kSubjects[1], &kSubjects[2], &kSubjects[3],
                                         &kSubjects[4], &kSubjects[5], &kSubjects[6],
                                         &kSubjects[7]),
                         [](const auto& subject) { return std::string{subject.param->name}; });

TEST(SimulatorControl, SwitchesFaultsAndCountsRequests) {
  const auto simulator =
      std::move(*Simulator::start({.catalog = catalog(), .bodies = {}, .faults = {}}));
  const auto http = std::move(*net::HttpClient::make());
  const std::string control = "http://127.0.0.1:" + std::to_string(simulator->port()) + "/control";
  const auto ask = [&](const std::string& method, const std::string& path, std::string body = {}) {
    const auto answer = http->send(
        {.method = method, .url = control + path, .headers = {}, .body = std::move(body)},
        kPatience);
    EXPECT_TRUE(answer.has_value());
    return answer.value_or(net::HttpResponse{});
  };
  const std::string quote = simulator->base_url("finnhub") + "/quote?symbol=AAPL&token=x";
  const auto status = [&] { return http->send({.url = quote}, kPatience)->status; };

  EXPECT_EQ(status(), 200);
  EXPECT_THAT(ask("POST", "/faults", "503:finnhub*1\n429-wait:polygon\n").body,
              HasSubstr("503:finnhub*1"));
  EXPECT_EQ(status(), 503);
  EXPECT_EQ(status(), 200);
  EXPECT_THAT(ask("GET", "/faults").body, Not(HasSubstr("503")));
  EXPECT_THAT(ask("DELETE", "/faults").body, Not(HasSubstr("polygon")));
  const auto refused = ask("POST", "/faults", "slow:yahoo\nrset\n");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("did you mean 'reset'"));
  EXPECT_THAT(ask("GET", "/faults").body, Not(HasSubstr("slow")));
  EXPECT_THAT(ask("GET", "/requests").body, HasSubstr("\"count\": 3"));
  EXPECT_EQ(ask("GET", "/nothing").status, 404);
  EXPECT_EQ(http->send({.url = control.substr(0, control.rfind('/')) + "/bloomberg/x"}, kPatience)
                ->status,
            404);
}

TEST(SimulatorControl, ShowsAnExpiredCertificateWhileThatSwitchIsOn) {
  const auto simulator = std::move(
      *Simulator::start({.catalog = catalog(), .bodies = {}, .faults = {}, .has_tls = true}));
  const support::TempFolder folder;
  const auto http = std::move(*net::HttpClient::make(
      {.trust = {.ca_file = folder.write("ca.pem", simulator->authority_pem())}}));
  const net::HttpRequest request{.url = simulator->base_url("stooq") + "/q/l/?s=aapl.us"};

  EXPECT_THAT(http->send(request, kPatience)->body, HasSubstr("AAPL.US,"));
  simulator->switch_on(*parse_fault("expired-certificate"));
  const auto expired = http->send(request, kPatience);
  ASSERT_FALSE(expired.has_value());
  EXPECT_EQ(expired.error().kind, net::FaultKind::Tls);
  simulator->switch_off();
  EXPECT_TRUE(http->send(request, kPatience).has_value());
}

}  // namespace
}  // namespace tw::vendor_sim
