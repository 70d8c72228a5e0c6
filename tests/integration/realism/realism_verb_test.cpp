// `tradewind realism`, `tradewind compare` and the diagnosis of `tradewind backtest`, as a user
// calls them.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "support/process.hpp"
#include "support/random_walk.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using support::Finished;
using testing::HasSubstr;
using testing::Not;

class ResearchVerbs : public testing::Test {
 protected:
  ResearchVerbs() : bars_{walk(17)} {}

  /// Writes a random walk of its own for each seed.
  std::string walk(std::uint64_t seed) const {
    const BarTable table = support::random_walk(seed, 400);
    std::string text = "date,open,high,low,close,volume\n";
    for (std::size_t i = 0; i < table.size(); ++i) {
      text += to_string(Date{table.session[i]});
      for (const auto* column : {&table.open, &table.high, &table.low, &table.close}) {
        text += ',' + to_string(Price::from_raw((*column)[i]));
      }
      text += ",1000000\n";
    }
    return folder_.write("WALK.csv", text);
  }

  Finished tradewind(std::vector<std::string> words) const {
    words.insert(words.begin(), TW_APP);
    return support::run_process(words, {.environment = {"TRADEWIND_HOME=" + (folder_ / "home")}});
  }
  std::vector<std::string> run_words(const std::string& verb, const std::string& fast) const {
    return {verb,    "--data",       bars_,   "--strategy", "sma_cross",
            "--set", "fast=" + fast, "--set", "slow=20"};
  }
  Finished run(const std::string& verb, const std::vector<std::string>& more,
               const std::string& fast = "5") const {
    std::vector<std::string> words = run_words(verb, fast);
    words.insert(words.end(), more.begin(), more.end());
    return tradewind(words);
  }
  std::string stored(const std::string& name, const std::string& fast) const {
    EXPECT_EQ(run("backtest", {"--json", folder_ / name, "--quiet"}, fast).exit_code, 0);
    return folder_ / name;
  }

  support::TempFolder folder_;
  std::string bars_;
};

TEST_F(ResearchVerbs, BacktestSaysWhatStandsOut) {
  const Finished table = run("backtest", {});
  const Finished json = run("backtest", {"--json", "-", "--quiet"});

  EXPECT_THAT(table.out, HasSubstr("Diagnosis"));
  EXPECT_THAT(table.out, HasSubstr("Try: "));
  EXPECT_THAT(json.out, HasSubstr("\"rule\": \"few_trades\""));
  EXPECT_THAT(json.out, HasSubstr("\"remedy\": "));
}

TEST_F(ResearchVerbs, NeighboursAreRunOnRequest) {
  walk(13);

  const Finished without = run("backtest", {"--json", "-", "--quiet"}, "6");
  const Finished with = run("backtest", {"--neighbours", "--json", "-", "--quiet"}, "6");

  EXPECT_THAT(without.out, Not(HasSubstr("\"rule\": \"cliff\"")));
  EXPECT_THAT(with.out, HasSubstr("\"rule\": \"cliff\""));
  EXPECT_THAT(with.out, HasSubstr("With 'fast' at 7 the return is "));
}

TEST_F(ResearchVerbs, RealismShowsABandAndWhatEachAssumptionIsWorth) {
  const Finished band =
      run("realism", {"--json", folder_ / "band.json", "--report", folder_ / "band.html"});

  EXPECT_EQ(band.exit_code, 0) << band.err;
  EXPECT_THAT(band.out, HasSubstr("pessimistic"));
  const auto json = support::read_text(folder_ / "band.json");
  const auto html = support::read_text(folder_ / "band.html");
  for (const char* key : {"\"equity_optimistic\"", "\"equity_default\"", "\"equity_pessimistic\"",
                          "\"fill_timing\"", "\"return_change\"", "\"conclusion\""}) {
    EXPECT_THAT(json, HasSubstr(key));
  }
  EXPECT_THAT(html, HasSubstr("class=\"between\""));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("://")));
}

TEST_F(ResearchVerbs, RealismPutsTheAssumptionWorthMostFirst) {
  const Finished band = run("realism", {"--json", "-", "--quiet"});

  std::vector<double> spans;
  std::vector<double> changes;
  const std::string key = "\"return_change\": ";
  for (std::size_t at = band.out.find(key); at != std::string::npos;
       at = band.out.find(key, at + 1)) {
    changes.push_back(std::stod(band.out.substr(at + key.size(), 30)));
    if (changes.size() % 2 != 0) continue;
    const auto [least, most] = std::minmax({changes[changes.size() - 2], 0.0, changes.back()});
    spans.push_back(most - least);
  }
  EXPECT_EQ(spans.size(), 7U);
  EXPECT_GT(spans.front(), 0.0);
  EXPECT_TRUE(std::ranges::is_sorted(spans, std::ranges::greater{})) << band.out.substr(0, 4000);
}

TEST_F(ResearchVerbs, RealismsMiddleRunIsTheBacktest) {
  const Finished plain = run("backtest", {"--json", "-", "--quiet"});
  const Finished band = run("realism", {"--json", "-", "--quiet"});

  const auto value = [](const std::string& text, std::size_t from) {
    const std::size_t at = text.find("\"final_equity\": ", from) + 16;
    return text.substr(at, text.find_first_of(",\n", at) - at);
  };
  EXPECT_EQ(value(band.out, band.out.find("\"default\"")), value(plain.out, 0));
}

TEST_F(ResearchVerbs, CompareSaysThatEqualRunsAreTheSame) {
  const Finished same =
      tradewind({"compare", stored("a.json", "5"), stored("b.json", "5"), "--json", "-"});

  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("\"is_same\": true"));
  EXPECT_THAT(same.out, HasSubstr("\"only_in_one\": []"));
}

TEST_F(ResearchVerbs, CompareNamesTheTradesThatDiffer) {
  const Finished differ = tradewind(
      {"compare", stored("a.json", "5"), stored("b.json", "9"), "--report", folder_ / "c.html"});

  EXPECT_EQ(differ.exit_code, 0) << differ.err;
  EXPECT_THAT(differ.out, HasSubstr("first only in the first:  WALK long "));
  EXPECT_THAT(differ.out, HasSubstr("correlation of returns 0."));
  const auto html = support::read_text(folder_ / "c.html");
  EXPECT_THAT(html, HasSubstr("Trades that only one of the first two has"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST_F(ResearchVerbs, CompareRunsSpecsFirst) {
  const std::string spec =
      folder_.write("spec.toml", "strategy = \"sma_cross\"\ndata = [\"" + bars_ +
                                     "\"]\n[parameters]\nfast = 5\nslow = 20\n");

  const Finished same = tradewind({"compare", spec, stored("a.json", "5"), "--json", "-"});

  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("\"is_same\": true"));
}

TEST_F(ResearchVerbs, CompareRefusesWhatIsNoRun) {
  const std::string good = stored("a.json", "5");
  const auto expect = [&](const std::vector<std::string>& words, int code, const char* part) {
    std::vector<std::string> all{"compare"};
    all.insert(all.end(), words.begin(), words.end());
    const Finished run = tradewind(all);
    EXPECT_EQ(run.exit_code, code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(part));
    EXPECT_EQ(support::lines_of(run.err).size(), 1U);
    EXPECT_EQ(run.out, "");
  };

  expect({good}, 2, "compare takes 2 to 6 runs and was given 1");
  expect({good, "nothing.json"}, 3, "cannot read the run 'nothing.json'");
  expect({good, folder_.write("broken.json", "{\"metrics\": ")}, 3, "is no JSON: line ");
  expect({good, folder_.write("other.json", "{}")}, 3, "has no 'metrics'");
  expect({good, folder_.write("odd.json", "{\"metrics\":{},\"trades\":[{}],\"equity\":[]}")}, 3,
         "trades[0] lacks");
  expect({good,
          folder_.write("time.json", "{\"metrics\":{},\"trades\":[],\"equity\":[[\"noon\",1]]}")},
         3, "equity[0] is no pair");
  expect({good, good, "--json", good}, 2, "would write over");
}

TEST_F(ResearchVerbs, RealismRefusesWhatABacktestRefuses) {
  const Finished bad = run("realism", {"--commission", "free"});

  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("--commission is 'free'"));
}

}  // namespace
}  // namespace tw
