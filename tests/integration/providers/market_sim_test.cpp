#include <algorithm>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/redis_server.hpp"
#include "support/temp_folder.hpp"

// The verbs that ask vendors, over real sockets against the vendors' doubles.
namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kBars =
    "Date,Open,High,Low,Close,Volume\n"
    "2024-01-02,187.15,188.44,183.89,185.64,82488700\n"
    "2024-01-03,184.22,185.88,183.43,184.25,58414500\n"
    "2024-01-04,182.15,183.09,180.88,181.91,71983600\n";

class MarketSim : public testing::Test {
 protected:
  using Words = std::vector<std::string>;

  MarketSim() {
    data_.write("AAPL.csv", kBars);
    sim_.emplace(Words{TW_APP, "vendor-sim", "--data-dir", data_.path(), "--port", "0", "--json",
                       folder_ / "addresses.json"},
                 support::PseudoTerminal::Variables{{"TRADEWIND_HOME", folder_ / "sim"}},
                 support::PseudoTerminal::Size{});
    EXPECT_TRUE(sim_->wait_for("until Ctrl-C"));
    const json addresses = json::parse(support::read_text(folder_ / "addresses.json"));
    for (const json& vendor : addresses["vendors"]) {
      std::string name = vendor["vendor"];
      std::ranges::transform(name, name.begin(),
                             [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      environment_.push_back("TRADEWIND_" + name + "_URL=" + vendor["base_url"].get<std::string>());
    }
    environment_.push_back("TRADEWIND_HOME=" + home());
    environment_.push_back("ALPACA_API_KEY_ID=id");
    environment_.push_back("ALPACA_API_SECRET_KEY=hush-hush");
    for (const char* key : {"POLYGON_API_KEY", "TWELVE_DATA_API_KEY", "FINNHUB_API_KEY",
                            "TIINGO_API_KEY", "ALPHA_VANTAGE_API_KEY", "STOOQ_API_KEY"}) {
      environment_.push_back(std::string{key} + "=");
    }
  }

  std::string home() const { return folder_ / "home"; }
  Finished run(Words words, const Words& variables = {}) const {
    words.insert(words.begin(), TW_APP);
    Words environment = environment_;
    environment.insert(environment.end(), variables.begin(), variables.end());
    return support::run_process(words, {.environment = environment});
  }
  json run_json(Words words, const Words& variables = {}) const {
    words.push_back("--json");
    const Finished done = run(words, variables);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return json::parse(done.out, nullptr, false);
  }
  json calls(Words more = {}) const {
    Words words{"providers", "calls"};
    words.insert(words.end(), more.begin(), more.end());
    return run_json(words)["calls"];
  }

  support::TempFolder folder_;
  support::TempFolder data_;
  Words environment_;
  std::optional<support::PseudoTerminal> sim_;
};

TEST_F(MarketSim, CallsAreOnRecordWhereThereIsADatabase) {
  EXPECT_EQ(run({"quote", "AAPL", "--provider", "yahoo"}).exit_code, 0);
  const Finished none = run({"providers", "calls"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("'tradewind db migrate' makes one"));
  ASSERT_EQ(run({"db", "migrate"}).exit_code, 0);

  EXPECT_EQ(run({"quote", "AAPL", "--provider", "yahoo"}).exit_code, 0);
  EXPECT_EQ(run({"quote", "NIX", "--provider", "alpaca"}).exit_code, 3);
  EXPECT_EQ(run({"data", "fetch", "--symbols", "AAPL", "--from", "2024-01-01", "--to", "2024-01-31",
                 "--provider", "alpaca"})
                .exit_code,
            0);

  const json all = calls();
  ASSERT_GE(all.size(), 3U);
  const json& first = all.back();
  EXPECT_EQ(first["provider"], "yahoo");
  EXPECT_EQ(first["operation"], "quote");
  EXPECT_EQ(first["symbol"], "AAPL");
  EXPECT_EQ(first["outcome"], "ok");
  EXPECT_EQ(first["status"], 200);
  EXPECT_GT(first["bytes"], 100);
  EXPECT_GT(first["latency_seconds"], 0.0);
  EXPECT_GE(first["requests"], 1) << "its cookie and crumb are requests too";
  EXPECT_TRUE(first["budget_left"].is_number());
  EXPECT_THAT(calls({"--outcome", "symbol-not-found", "--symbol", "NIX"}), SizeIs(1));
  EXPECT_EQ(calls({"--provider", "alpaca", "--symbol", "AAPL"})[0]["operation"], "history");
  EXPECT_THAT(calls({"--limit", "1"}), SizeIs(1));
  EXPECT_EQ(calls({"--after", all[0]["id"].get<std::string>()})[0], all[1]);
  EXPECT_THAT(run({"providers", "calls"}).out, AllOf(HasSubstr("yahoo"), HasSubstr("history")));
  EXPECT_THAT(all.dump(), Not(HasSubstr("hush"))) << "no key";
  EXPECT_EQ(run({"providers", "calls", "--outcome", "odd"}).exit_code, 2);
  EXPECT_EQ(run({"providers", "calls", "--after", "none"}).exit_code, 3);
}

TEST_F(MarketSim, ADatabaseThatIsAwayStopsNoQuestion) {
  const Words away{"DATABASE_URL=postgresql://nobody@127.0.0.1:9/none"};

  const Finished done = run({"quote", "AAPL", "--provider", "yahoo"}, away);

  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(done.out, HasSubstr("181.91"));
  EXPECT_THAT(done.err, HasSubstr("1 calls to providers are not on record: "));
}

TEST_F(MarketSim, AQuoteIsSharedWithOtherProcessesThroughRedisAndSaysSo) {
  const support::RedisServer redis;
  ASSERT_TRUE(redis.is_up()) << "redis-server does not start: scripts/install test";
  ASSERT_EQ(run({"db", "migrate"}).exit_code, 0);
  const Words shared{"REDIS_URL=" + redis.url()};

  const json asked = run_json({"quote", "AAPL"}, shared)["quotes"][0];
  EXPECT_EQ(asked["is_from_cache"], false);
  EXPECT_EQ(asked["kept_seconds"], nullptr);
  const std::size_t before = calls().size();
  // Kept for two seconds or more; a machine that is slower than that may have to ask again.
  json kept = json::object();
  for (int i = 0; i < 20 && !kept.value("is_from_cache", false); ++i) {
    kept = run_json({"quote", "AAPL"}, shared)["quotes"][0];
  }

  EXPECT_EQ(kept["is_from_cache"], true);
  EXPECT_EQ(kept["source"], asked["source"]);
  EXPECT_EQ(kept["last"], 181.91);
  EXPECT_EQ(kept["event_at"], asked["event_at"]);
  EXPECT_GT(kept["kept_seconds"], 0.0);
  EXPECT_LT(kept["latency_seconds"], 1.0) << "of the look-up";
  EXPECT_GE(kept["age_seconds"].get<double>(), asked["age_seconds"].get<double>());
  const std::size_t after = calls().size();
  EXPECT_GE(after, before);
  const json fresh = run_json({"quote", "AAPL", "--fresh"}, shared)["quotes"][0];
  EXPECT_EQ(fresh["is_from_cache"], false);
  EXPECT_EQ(calls().size(), after + 1) << "that one was asked of a vendor";
}

TEST_F(MarketSim, AQuoteComesWithoutRedisAndWithoutOneThatIsThere) {
  EXPECT_EQ(run_json({"quote", "AAPL"})["quotes"][0]["is_from_cache"], false);
  const json away = run_json({"quote", "AAPL"}, {"REDIS_URL=redis://127.0.0.1:9"});
  EXPECT_EQ(away["quotes"][0]["last"], 181.91);
  const Finished odd = run({"quote", "AAPL"}, {"REDIS_URL=memcached://:hush@localhost"});
  EXPECT_EQ(odd.exit_code, 2);
  EXPECT_THAT(odd.err, Not(HasSubstr("hush")));
}

TEST_F(MarketSim, ARangeThatBeginsBeforeTheReachIsAnsweredFromThereOnAndSaysSo) {
  const Words words{"history", "AAPL",       "--from",     "2015-06-01",
                    "--to",    "2024-01-31", "--provider", "alpaca"};

  const Finished shown = run(words);
  const json told = run_json(words);

  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  const std::string note =
      "alpaca keeps 1d bars only from 2016-01-01 on, so the range begins there";
  EXPECT_THAT(shown.out, HasSubstr("note: " + note + '\n'));
  EXPECT_EQ(told["notes"], json::array({note}));
  EXPECT_THAT(told["bars"], SizeIs(3));
  Words within = words;
  within[3] = "2024-01-01";
  EXPECT_THAT(run_json(within)["notes"], IsEmpty());
  Words fetch{"data",       "fetch", "--symbols",  "AAPL",       "--from",
              "2015-06-01", "--to",  "2024-01-31", "--provider", "alpaca"};
  EXPECT_EQ(run_json(fetch)["fetched"][0]["notes"][0], note);
}

TEST_F(MarketSim, OfATypoTheNearestThatAreStoredAreSuggestedWhereNobodyCanSearch) {
  const std::string only = folder_.write("only.toml",
                                         "[order]\nsearch = [\"polygon\"]\n"
                                         "quote = [\"alpaca\"]\nhistory = [\"alpaca\"]\n");
  const auto refused = [&](Words words) {
    words.insert(words.end(), {"--config", only});
    const Finished done = run(words);
    EXPECT_EQ(done.exit_code, 3) << done.err;
    EXPECT_THAT(support::lines_of(done.err), SizeIs(1));
    return done.err;
  };
  EXPECT_THAT(refused({"quote", "AAPLE"}), Not(HasSubstr("did you mean")))
      << "nothing is stored, and polygon, which could search, has no key";
  for (const char* symbol : {"AAPL", "AAP", "AAPLW", "AAPB", "MSFT"}) {
    ASSERT_EQ(run({"data", "import", data_.path() + "/AAPL.csv", "--symbol", symbol, "--source",
                   "lyra", "--basis", "split"})
                  .exit_code,
              0);
  }

  EXPECT_THAT(refused({"quote", "AAPLE"}),
              HasSubstr("no provider knows 'AAPLE'; did you mean 'AAPL', 'AAPLW', 'AAP'?"));
}

TEST_F(MarketSim, ProvidersSayHowFarTheirHistoryReaches) {
  for (const json& provider : run_json({"providers"})["providers"]) {
    const json& reach = provider["history_from"];
    if (provider["name"] == "yahoo") {
      EXPECT_THAT(reach, SizeIs(7));
      EXPECT_FALSE(reach.contains("1d")) << "all there is";
    }
    if (provider["name"] == "polygon") {
      EXPECT_EQ(reach["1d"], "2003-09-10");
    }
    if (provider["name"] == "tiingo") {
      EXPECT_THAT(reach, IsEmpty());
    }
  }
}

TEST_F(MarketSim, RefusesInOneLineThatNamesTheThingAndTheRemedy) {
  ASSERT_EQ(run({"data", "fetch", "--symbols", "AAPL", "--from", "2024-01-01", "--to", "2024-01-31",
                 "--provider", "yahoo"})
                .exit_code,
            0);
  const std::string in_a_file = folder_.write("file", "") + "/home";
  const std::string two = folder_.write("two.toml", "[order]\nhistory = [\"yahoo\", \"alpaca\"]\n");
  struct Refusal {
    Words words;
    int exit_code;
    std::string line;
  };
  const Words fetch{"data", "fetch", "--symbols"};
  const auto fetched = [&](Words more) {
    more.insert(more.begin(), fetch.begin(), fetch.end());
    return more;
  };
  const std::vector<Refusal> refusals{
      // A provider that there is not, or that lacks its key.
      {{"quote", "AAPL", "--provider", "yahooo"}, 2, "did you mean 'yahoo'?"},
      {{"history", "AAPL", "--provider", "yahooo"}, 2, "did you mean 'yahoo'?"},
      {fetched({"AAPL", "--provider", "yahooo"}), 2, "did you mean 'yahoo'?"},
      {{"quote", "AAPL", "--provider", "polygon"}, 2, "set it, or POLYGON_API_KEY_FILE to a file"},
      {{"history", "AAPL", "--provider", "tiingo"}, 2, "TIINGO_API_KEY is not set"},
      {fetched({"AAPL", "--provider", "finnhub"}), 2, "FINNHUB_API_KEY is not set"},
      // An interval that it lacks.
      {{"history", "AAPL", "--timeframe", "7m", "--provider", "yahoo"}, 2, "it has 1m, 2m, 5m"},
      {fetched({"AAPL", "--timeframe", "7m", "--provider", "alpaca"}), 2, "it has 1m, 5m, 15m"},
      {{"history", "AAPL", "--timeframe", "weekend"}, 2, "--timeframe is 'weekend'"},
      {fetched({"AAPL", "--timeframe", "weekend"}), 2, "--timeframe is 'weekend'"},
      // A range before the listing, or before what it keeps.
      {{"history", "AAPL", "--from", "2018-01-01", "--to", "2018-12-31", "--provider", "yahoo"},
       3,
       "its history begins on 2024-01-02"},
      {fetched({"AAPL", "--from", "2018-01-01", "--to", "2018-12-31", "--provider", "alpaca"}), 3,
       "its first after that is of 2024-01-02"},
      {fetched({"AAPL", "--timeframe", "1m", "--from", "2020-01-02", "--to", "2020-01-31",
                "--provider", "yahoo"}),
       3, "yahoo keeps 1m bars only from "},
      {{"history", "AAPL", "--timeframe", "1m", "--from", "2020-01-02", "--to", "2020-01-31",
        "--provider", "yahoo"},
       3,
       "AAPL: there are no bars of 1m from 2020-01-02 to 2020-01-31: yahoo keeps 1m bars only "
       "from "},
      {{"history", "AAPL", "--from", "2015-01-01", "--to", "2015-12-31", "--provider", "alpaca"},
       3,
       "alpaca keeps 1d bars only from 2016-01-01 on; choose a later --to, "},
      {fetched({"AAPL", "--from", "2015-01-01", "--to", "2015-12-31", "--provider", "alpaca"}), 3,
       "alpaca keeps 1d bars only from 2016-01-01 on; choose a later --to, "},
      // Of two who may be asked, each says how far it reaches.
      {{"history", "AAPL", "--timeframe", "1m", "--from", "2015-01-02", "--to", "2015-01-31",
        "--config", two},
       3,
       " on, alpaca keeps 1m bars only from 2016-01-01 on; choose a later --to"},
      // A symbol with a typo.
      {{"quote", "APPL", "--provider", "yahoo"},
       3,
       "no provider knows 'APPL'; did you mean 'AAPL'?"},
      {{"history", "APPL", "--provider", "yahoo"},
       3,
       "no provider knows 'APPL'; did you mean 'AAPL'?"},
      {fetched({"APPL", "--from", "2024-01-01", "--provider", "yahoo"}), 3, "did you mean 'AAPL'?"},
      {{"quote", "A;L"}, 2, "is no symbol"},
      {fetched({"A;L"}), 2, "is no symbol"},
      // Dates that are none.
      {{"history", "AAPL", "--from", "2024-02-30"}, 2, "--from is '2024-02-30'"},
      {{"history", "AAPL", "--from", "2024-02-01", "--to", "2024-01-01"}, 2, "is after --to"},
      {fetched({"AAPL", "--from", "yesterday"}), 2, "--from is 'yesterday'"},
      {fetched({"AAPL", "--from", "2024-02-01", "--to", "2024-01-01"}), 2, "exchange them"},
  };

  for (const Refusal& refusal : refusals) {
    const Finished done = run(refusal.words);
    const std::string said = testing::PrintToString(refusal.words) + '\n' + done.err;
    EXPECT_EQ(done.exit_code, refusal.exit_code) << said;
    EXPECT_THAT(done.err, HasSubstr(refusal.line)) << said;
    EXPECT_THAT(support::lines_of(done.err), SizeIs(1)) << said;
    EXPECT_THAT(done.out, IsEmpty()) << said;
  }
  // Where the catalogue cannot be written, a quote is still worth having; bars are not stored.
  const Finished quoted = run({"quote", "AAPL", "--provider", "yahoo", "--home", in_a_file});
  EXPECT_EQ(quoted.exit_code, 0) << quoted.err;
  EXPECT_THAT(quoted.err, HasSubstr("budgets are kept for this call only: cannot create"));
  const Finished lost =
      run(fetched({"AAPL", "--from", "2024-01-01", "--provider", "yahoo", "--home", in_a_file}));
  EXPECT_EQ(lost.exit_code, 1);
  EXPECT_THAT(lost.err, HasSubstr("cannot create '" + in_a_file));
}

}  // namespace
}  // namespace tw
