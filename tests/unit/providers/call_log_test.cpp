#include "providers/call_log.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "providers/logged_vendor.hpp"
#include "store/database.hpp"
#include "support/eventually.hpp"
#include "support/temp_folder.hpp"
#include "unit/providers/scripted_vendor.hpp"

namespace tw::providers {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;

class CallLogTest : public testing::Test {
 protected:
  std::expected<std::unique_ptr<sql::Connection>, sql::Error> open() {
    opened += 1;
    if (is_away) return std::unexpected{sql::Error{sql::Reason::Lost, "the server is away"}};
    return store::open_database(sql::Address::sqlite(folder / "calls.db"), {});
  }
  CallLog::Open opener() {
    return [this] { return open(); };
  }
  std::vector<store::ProviderCall> kept() {
    const auto db = store::open_database(sql::Address::sqlite(folder / "calls.db"), {});
    return store::list_calls(**db, {.limit = 100'000}).value();
  }
  static store::ProviderCall call(int number) {
    return {.id = {},
            .at = Timestamp::from_seconds(1'764'000'000 + number),
            .provider = "yahoo",
            .operation = "quote",
            .symbol = std::to_string(number),
            .outcome = "ok"};
  }

  support::TempFolder folder;
  std::atomic<bool> is_away = false;
  std::atomic<int> opened = 0;
};

TEST_F(CallLogTest, OpensNoDatabaseUntilThereIsACall) {
  {
    const CallLog log{opener()};
  }

  EXPECT_EQ(opened, 0);
}

TEST_F(CallLogTest, WritesWhatWaitsWhenItGoes) {
  CallLog log{opener(), {.gather = 1h}};
  for (int i = 0; i < 3; ++i) log.record(call(i));

  EXPECT_EQ(log.close().written, 3U);

  EXPECT_THAT(kept(), ElementsAre(Field(&store::ProviderCall::symbol, "2"),
                                  Field(&store::ProviderCall::symbol, "1"),
                                  Field(&store::ProviderCall::symbol, "0")));
}

TEST_F(CallLogTest, CatchesUpWhenTheDatabaseIsBack) {
  is_away = true;
  CallLog log{opener(), {.gather = 1ms, .retry = 1ms}};
  log.record(call(1));
  ASSERT_TRUE(eventually([&] { return opened > 1; }));
  EXPECT_THAT(log.status().trouble.value_or(""), HasSubstr("away"));

  is_away = false;

  ASSERT_TRUE(eventually([&] { return log.status().written == 1; }));
  EXPECT_EQ(log.status().trouble, std::nullopt);
  EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(CallLogTest, NeverWaitsForTheDatabaseAndCountsWhatItDrops) {
  is_away = true;
  CallLog log{opener(), {.queue_max = 10, .gather = 1h}};
  for (int i = 0; i < 25; ++i) log.record(call(i));
  EXPECT_EQ(log.status().dropped, 15U);

  const CallLog::Status went = log.close();

  EXPECT_EQ(went.dropped, 25U) << "the ten that waited are lost with it";
  EXPECT_EQ(went.trouble, "the server is away");
}

TEST_F(CallLogTest, KeepsAllOfManyThreads) {
  CallLog log{opener(), {.batch = 7, .gather = 0ms}};
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log, t] {
        for (int i = 0; i < 50; ++i) log.record(call(t * 50 + i));
      });
    }
  }
  EXPECT_EQ(log.close().written, 200U);
  EXPECT_THAT(kept(), SizeIs(200));
}

/// Answers each request with its URL as the body, or not at all.
class Echo final : public vendor::Transport {
 public:
  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& request,
                                            Duration /*patience*/) override {
    if (request.url.empty()) return std::unexpected{refused(vendor::Outcome::Transient)};
    return vendor::HttpResponse{.status = 200, .headers = {}, .body = request.url};
  }
};

TEST(MeteredTransport, CountsForEachThreadWhatItSentSinceItLastAsked) {
  Echo echo;
  MeteredTransport meter{echo};
  ASSERT_TRUE(meter.send({.url = "12345"}, {}).has_value());
  std::jthread{[&] { ASSERT_TRUE(meter.send({.url = "other"}, {}).has_value()); }}.join();
  ASSERT_TRUE(meter.send({.url = "123"}, {}).has_value());

  const WireTally both = meter.take();
  EXPECT_EQ(both.requests, 2);
  EXPECT_EQ(both.bytes, 8);
  EXPECT_EQ(both.status, 200);
  EXPECT_EQ(meter.take().requests, 0);

  ASSERT_FALSE(meter.send({.url = ""}, {}).has_value());
  EXPECT_EQ(meter.take().status, 0);
}

/// A vendor that sends one request for each question, and answers as it is told to.
class Sender final : public vendor::Vendor {
 public:
  explicit Sender(vendor::Transport& transport) : transport_{transport} {
    facts_.name = "sender";
    facts_.is_batch_charged_each = true;
  }
  const vendor::VendorFacts& facts() const override { return facts_; }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override {
    const auto sent = transport_.send({.url = symbol}, patience);
    if (!sent) return std::unexpected{sent.error()};
    return vendor::SymbolQuote{.symbol = symbol};
  }
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override {
    static_cast<void>(transport_.send({.url = "page 1"}, patience));
    static_cast<void>(transport_.send({.url = "page 2"}, patience));
    return std::vector<vendor::SymbolQuote>(symbols.size());
  }
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& /*request*/,
                                          Duration /*patience*/) override {
    return std::unexpected{refused(vendor::Outcome::BadRequest)};
  }

 private:
  vendor::Transport& transport_;
  vendor::VendorFacts facts_;
};

TEST_F(CallLogTest, EachCallOfAVendorIsOnRecordWithWhatWentOverTheWire) {
  Echo echo;
  ScriptedWorld world;
  HeldRecords records;
  records.update("sender-key", [](VendorRecord& record) {
    record.budget.set_limits({{.count = 5, .window = Duration::hours(1)}});
    record.budget.take(2, ScriptedWorld::kStart);
  });
  const auto log = std::make_shared<CallLog>(opener());
  const auto meter = std::make_shared<MeteredTransport>(echo);
  LoggedVendor vendor{std::make_shared<Sender>(*meter), "sender-key",
                      CallDesk{log, meter, records, world}};

  EXPECT_TRUE(vendor.quote("AAPL", {}).has_value());
  EXPECT_FALSE(vendor.quote("", {}).has_value());
  EXPECT_TRUE(vendor.quotes({"A", "B", "C"}, {}).has_value());
  EXPECT_FALSE(vendor.history({}, {}).has_value()) << "refused before anything is sent";
  EXPECT_EQ(vendor.facts().name, "sender");

  EXPECT_EQ(log->close().written, 3U);
  const auto calls = kept();
  ASSERT_THAT(calls, SizeIs(3));
  EXPECT_EQ(calls[2].provider, "sender");
  EXPECT_EQ(calls[2].operation, "quote");
  EXPECT_EQ(calls[2].symbol, "AAPL");
  EXPECT_EQ(calls[2].outcome, "ok");
  EXPECT_EQ(calls[2].status, 200);
  EXPECT_EQ(calls[2].bytes, 4);
  EXPECT_EQ(calls[2].budget_left, 3);
  EXPECT_EQ(calls[2].at, ScriptedWorld::kStart);
  EXPECT_EQ(calls[1].outcome, "transient");
  EXPECT_EQ(calls[1].error, "it said transient");
  EXPECT_EQ(calls[1].status, 0);
  EXPECT_EQ(calls[0].operation, "quotes");
  EXPECT_EQ(calls[0].requests, 2);
  EXPECT_EQ(calls[0].cost, 3) << "a batch is charged for each symbol";
}

TEST_F(CallLogTest, SaysHowItWentWhenItGoes) {
  is_away = true;
  CallLog::Status went;
  {
    CallLog log{opener(), CallLog::Options{}, [&](const CallLog::Status& told) { went = told; }};
    log.record(call(1));
  }
  EXPECT_EQ(went.dropped, 1U);
  EXPECT_EQ(went.trouble, "the server is away");
}

}  // namespace
}  // namespace tw::providers
