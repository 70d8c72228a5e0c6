#include <atomic>
#include <gmock/gmock.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/date.hpp"
#include "market/session_calendar.hpp"
#include "net/server.hpp"
#include "support/killed_fetch.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

// The verb against a server of ours that speaks one vendor's charts over a socket.
namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::int64_t seconds_of(Timestamp at) { return at.unix_ns / 1'000'000'000; }

std::int64_t parameter(const std::string& url, const std::string& name) {
  const std::size_t at = url.find(name + "=");
  return at == std::string::npos ? 0 : std::stoll(url.substr(at + name.size() + 1));
}

/// Charts of ACME, which was listed on 2020-01-02 and split 4:1 on 2020-08-31.
class Charts {
 public:
  Charts() {
    auto server = net::Server::start({}, [this](const net::HttpRequest& request) {
      return net::Reply{.response = answer(request.url), .delivery = {}};
    });
    EXPECT_TRUE(server.has_value()) << (server ? "" : server.error());
    server_ = std::move(*server);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  int asked() const { return asked_; }

 private:
  static net::HttpResponse reply(int status, const json& body) {
    return {
        .status = status, .headers = {{"Content-Type", "application/json"}}, .body = body.dump()};
  }
  /// The same question has the same answer, which is long to write.
  net::HttpResponse answer(const std::string& url) {
    asked_ += 1;
    const std::scoped_lock lock{mutex_};
    const auto known = answers_.find(url);
    return known == answers_.end() ? answers_.emplace(url, made(url)).first->second : known->second;
  }
  static net::HttpResponse made(const std::string& url) {
    if (!url.starts_with("/v8/finance/chart/ACME?")) {
      const json error = {{"code", "Not Found"},
                          {"description", "No data found, symbol may be delisted"}};
      return reply(404, {{"chart", {{"result", nullptr}, {"error", error}}}});
    }
    return reply(200, {{"chart", {{"result", {chart(url)}}, {"error", nullptr}}}});
  }
  static json chart(const std::string& url) {
    const bool is_daily = url.find("interval=1d") != std::string::npos;
    const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
    const std::int64_t from = parameter(url, "period1");
    const std::int64_t until = parameter(url, "period2");
    json times = json::array();
    std::map<std::string, json> columns;
    const auto push = [&](std::int64_t at, std::int64_t number) {
      const double close = 50.0 + static_cast<double>(number % 997) / 100.0;
      times.push_back(at);
      columns["open"].push_back(close - 0.25);
      columns["high"].push_back(close + 0.5);
      columns["low"].push_back(close - 0.5);
      columns["close"].push_back(close);
      columns["volume"].push_back(1000 + number % 100);
    };
    Session session = calendar.next_session(
        std::max(Date::of(Timestamp::from_seconds(from)), *parse_date("2020-01-02")) - 1);
    for (; seconds_of(session.open) < until; session = calendar.next_session(session.date)) {
      if (is_daily && seconds_of(session.open) >= from) {
        push(seconds_of(session.open), session.date.days);
      }
      for (std::int64_t at = seconds_of(session.open); !is_daily && at < seconds_of(session.close);
           at += 60) {
        if (at >= from && at < until) push(at, at / 60);
      }
    }
    const Session last = calendar.previous_session(Date::of(Timestamp::from_seconds(until)));
    const json regular = {{"start", seconds_of(last.open)}, {"end", seconds_of(last.close)}};
    json result = {{"meta",
                    {{"currency", "USD"},
                     {"symbol", "ACME"},
                     {"gmtoffset", -18000},
                     {"exchangeTimezoneName", "America/New_York"},
                     {"regularMarketTime", seconds_of(last.close)},
                     {"currentTradingPeriod", {{"regular", regular}}},
                     {"dataGranularity", is_daily ? "1d" : "1m"}}},
                   {"indicators", {{"quote", {json::object()}}}}};
    if (times.empty()) return result;
    result["timestamp"] = times;
    result["indicators"]["quote"][0] = columns;
    const auto is_within = [&](std::int64_t at) { return from <= at && at < until; };
    const std::int64_t split = seconds_of(calendar.session(*parse_date("2020-08-31"))->open);
    const std::int64_t paid = seconds_of(calendar.session(*parse_date("2020-05-08"))->open);
    if (is_daily && is_within(split)) {
      result["events"]["splits"][std::to_string(split)] = {
          {"date", split}, {"numerator", 4}, {"denominator", 1}, {"splitRatio", "4:1"}};
    }
    if (is_daily && is_within(paid)) {
      result["events"]["dividends"][std::to_string(paid)] = {{"date", paid}, {"amount", 0.205}};
    }
    return result;
  }

  std::atomic<int> asked_ = 0;
  std::mutex mutex_;
  std::map<std::string, net::HttpResponse> answers_;
  std::unique_ptr<net::Server> server_;
};

class DataFetchVerb : public testing::Test {
 protected:
  std::vector<std::string> environment(const std::string& home) const {
    return {"TRADEWIND_HOME=" + home, "TRADEWIND_YAHOO_URL=" + charts_.url(), "POLYGON_API_KEY="};
  }
  Finished run(std::vector<std::string> words) {
    words.insert(words.begin(), {TW_APP, "data"});
    return support::run_process(words, {.environment = environment(home_.path())});
  }
  Finished fetch(std::vector<std::string> words) {
    words.insert(words.begin(), "fetch");
    words.insert(words.end(), {"--provider", "yahoo"});
    return run(words);
  }

  Charts charts_;
  support::TempFolder home_;
};

TEST_F(DataFetchVerb, BringsBarsAndActionsAndAsksForThemOnce) {
  const Finished first =
      fetch({"--symbols", "acme", "--from", "2020-01-01", "--to", "2020-12-31", "--json"});

  ASSERT_EQ(first.exit_code, 0) << first.err;
  const json series = json::parse(first.out)["fetched"][0];
  EXPECT_EQ(series["rows"], 253);
  EXPECT_EQ(series["first"], "2020-01-02");
  EXPECT_EQ(series["basis"], "split");
  EXPECT_EQ(series["currency"], "USD");
  EXPECT_EQ(series["actions_added"], 2);
  const json actions = json::parse(run({"actions", "ACME", "--json"}).out)["actions"];
  ASSERT_THAT(actions, SizeIs(2));
  EXPECT_EQ(actions[0]["amount"], 0.82) << "as it was paid, before the split";
  EXPECT_EQ(actions[0]["sources"][0]["source"], "yahoo");
  const int asked = charts_.asked();

  const Finished again = fetch({"--symbols", "ACME", "--from", "2020-01-01", "--to", "2020-12-31"});

  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 new, 0 changed; 0 questions asked"));
  EXPECT_EQ(charts_.asked(), asked);
  EXPECT_EQ(run({"check", "ACME"}).exit_code, 0);
}

TEST_F(DataFetchVerb, ASecondSourceThatDisagreesIsQuarantinedAndLeftOutOfRuns) {
  ASSERT_EQ(fetch({"--symbols", "ACME", "--from", "2020-01-01", "--to", "2020-12-31"}).exit_code,
            0);
  ASSERT_EQ(run({"show", "ACME", "--csv", home_.path() + "/ACME.csv"}).exit_code, 0);
  // The same history with one other day.
  const auto text = support::run_command("sed 's/^2020-06-01,.*/2020-06-01,70,71,69,70,10/' " +
                                         home_.path() + "/ACME.csv > " + home_.path() + "/b.csv");
  ASSERT_EQ(text.exit_code, 0);
  ASSERT_EQ(run({"import", home_.path() + "/b.csv", "--symbol", "ACME", "--source", "lyra",
                 "--basis", "split"})
                .exit_code,
            0);

  const Finished checked = run({"check", "ACME"});

  EXPECT_EQ(checked.exit_code, 3);
  EXPECT_THAT(checked.out,
              AllOf(HasSubstr("quarantine: 2020-06-01: yahoo has"),
                    HasSubstr("lyra has 70 71 69 70: left out"), HasSubstr("253 bars in common")));
  const std::vector<std::string> backtest{TW_APP,       "backtest",     "--symbols",
                                          "ACME",       "--source",     "yahoo",
                                          "--strategy", "buy_and_hold", "--json"};
  const Finished tested =
      support::run_process(backtest, {.environment = environment(home_.path())});
  ASSERT_EQ(tested.exit_code, 0) << tested.err;
  EXPECT_THAT(tested.out, HasSubstr("ACME: 1 bars in quarantine are left out, the first of "
                                    "2020-06-01"));
  EXPECT_EQ(run({"quarantine", "ACME", "--accept", "yahoo"}).exit_code, 0);
  EXPECT_THAT(support::run_process(backtest, {.environment = environment(home_.path())}).out,
              testing::Not(HasSubstr("in quarantine")));
  EXPECT_EQ(run({"check", "ACME", "--source", "yahoo"}).exit_code, 0);
  EXPECT_EQ(run({"check", "ACME", "--source", "lyra"}).exit_code, 3);
}

TEST_F(DataFetchVerb, RefusesWithOneLineAndStoresNothing) {
  struct Refusal {
    std::vector<std::string> words;
    int exit_code;
    std::string line;
  };
  const std::vector<Refusal> refusals{
      {{"--symbols", "ACME", "--provider", "yahooo"}, 2, "did you mean 'yahoo'?"},
      {{"--symbols", "ACME", "--provider", "polygon"}, 2, "POLYGON_API_KEY is not set"},
      {{"--symbols", "ACME", "--timeframe", "7m", "--provider", "yahoo"},
       2,
       "yahoo has no bars of 7m; it has 1m, "},
      {{"--symbols", "ACME", "--timeframe", "weekend", "--provider", "yahoo"},
       2,
       "--timeframe is 'weekend'"},
      {{"--symbols", "ACME", "--from", "2021-01-01", "--to", "2020-01-01", "--provider", "yahoo"},
       2,
       "exchange them"},
      {{"--symbols", "NONE", "--from", "2020-01-01", "--provider", "yahoo"}, 3, "NONE"},
      {{"--symbols", "ACME", "--from", "2010-01-01", "--to", "2010-12-31", "--provider", "yahoo"},
       3,
       "its first after that is of 2020-01-02"},
      {{"--symbols", "ACME", "--timeframe", "1m", "--from", "2020-01-02", "--to", "2020-01-31",
        "--provider", "yahoo"},
       3,
       "yahoo keeps 1m bars only from"},
  };

  for (const Refusal& refusal : refusals) {
    std::vector<std::string> words{"fetch"};
    words.insert(words.end(), refusal.words.begin(), refusal.words.end());
    const Finished done = run(words);
    EXPECT_EQ(done.exit_code, refusal.exit_code) << refusal.line << '\n' << done.err;
    EXPECT_THAT(done.err, HasSubstr(refusal.line));
    EXPECT_EQ(std::ranges::count(done.err, '\n'), 1) << done.err;
  }
  EXPECT_THAT(json::parse(run({"list", "--json"}).out)["bars"], IsEmpty());
}

TEST_F(DataFetchVerb, ATypoIsToldFromASymbolThatIsStored) {
  ASSERT_EQ(fetch({"--symbols", "ACME", "--from", "2020-01-01", "--to", "2020-12-31"}).exit_code,
            0);

  const Finished done = fetch({"--symbols", "ACMEE", "--from", "2020-01-01"});

  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(done.err, HasSubstr("did you mean 'ACME'?"));
}

TEST_F(DataFetchVerb, KilledFiftyTimesOverASocketEndsInTheBytesOfOneGo) {
  const Date today = support::today();
  support::KilledFetch fetch{
      {TW_APP, "data", "fetch", "--symbols", "ACME", "--from", to_string(today - 26), "--to",
       to_string(today - 3), "--timeframe", "1m", "--provider", "yahoo"},
      [&](const std::string& home) { return environment(home); }};

  fetch.kill_times(50, 20'261'126);
}

}  // namespace
}  // namespace tw
