// Lines that research verbs cannot run, as a user mistypes them: each ends at once with one line
// that says what is wrong and what to do, its exit code, and nothing half-written.

#include <filesystem>
#include <gmock/gmock.h>
#include <map>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_folder.hpp"
#include "workloads/w1_bars.hpp"

namespace tw {
namespace {

using support::Finished;
using testing::HasSubstr;

struct Line {
  std::string words;  ///< Parted by blanks; $S is a strategy with its data, $F the folder.
  int exit_code;
  std::string says;
};

class RefusedWork : public testing::Test {
 protected:
  RefusedWork() {
    const BarTable table = workloads::weekday_bars({.seed = 3001, .bars = 300, .sigma = 0.01},
                                                   *Date::from_civil(2004, 1, 1));
    write("W.csv", workloads::to_csv(table.view({})));
    const Finished run =
        finished("backtest $S --set fast=5 --set slow=20 --no-store --quiet --json $F/run.json");
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const std::string text = support::read_text(folder_ / "run.json");
    write("cut.json", text.substr(0, 3000));
    std::string euros = text;
    euros.replace(euros.find("\"USD\""), 5, "\"EUR\"");
    write("euros.json", euros);
    write("empty.json", "{}");
    write("junk", std::string{"\x01\xfe\x80 junk\n", 9});
    write("ragged.csv", "0,1,2\n0,1\n");
    write("below.csv", "0,1,-2\n");
    write("beyond.csv", "0,1,99999\n");
    write("none.csv", "");
    write("half.csv", "0,1.5\n");
    for (const char* name : {"a", "b"}) {
      write(std::string{name} + ".toml",
            "strategy = \"sma_cross\"\ndata = [\"" + folder_ / "W.csv" + "\"]\n");
    }
    write("bad.toml", "strategy = \"sma_crss\"\ndata = [\"" + folder_ / "W.csv" + "\"]\n");
    before_ = files();
  }

  void write(const std::string& name, const std::string& text) { folder_.write(name, text); }
  /// Returns the bytes of every file by its name, the home left out.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) {
      if (!entry.is_regular_file()) continue;
      found[entry.path().filename()] = support::read_text(entry.path());
    }
    return found;
  }
  Finished finished(const std::string& words) const {
    std::vector<std::string> line{TW_APP};
    std::string word;
    const auto take = [&] {
      if (word == "$S") {
        line.insert(line.end(), {"--data", folder_ / "W.csv", "--strategy", "sma_cross"});
      } else {
        line.push_back(word.starts_with("$F") ? folder_.path() + word.substr(2) : word);
      }
      word.clear();
    };
    for (const char c : words + " ") {
      if (c == ' ') {
        if (!word.empty()) take();
      } else {
        word += c;
      }
    }
    return support::run_process(line, {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }
  void expect_refused(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      SCOPED_TRACE(line.words);
      const Finished run = finished(line.words + " --quiet");
      EXPECT_EQ(run.exit_code, line.exit_code);
      EXPECT_EQ(run.out, "");
      EXPECT_THAT(run.err, testing::StartsWith("tradewind: "));
      EXPECT_THAT(run.err, HasSubstr(line.says));
      EXPECT_THAT(run.err, testing::ContainsRegex("[;:?]")) << "a remedy stands behind a mark";
      EXPECT_EQ(support::lines_of(run.err).size(), 1U) << run.err;
      EXPECT_EQ(files(), before_) << "nothing is written, nothing written over";
    }
  }

  support::TempFolder folder_;
  std::map<std::string, std::string> before_;
};

TEST_F(RefusedWork, OfASweep) {
  expect_refused({
      {"sweep $S --param fast=50:5:5", 2, "is inverted: 50 is above 5; write fast=5:50:5"},
      {"sweep $S --param fast=5:50:0", 2, "the step '0' must be a whole number above 0"},
      {"sweep $S --param fast=5:50:-1", 2, "the step '-1' must be a whole number above 0"},
      {"sweep $S --param fast=-5:50", 2, "'-5', which is out of range; give one from 1 to 5000"},
      {"sweep $S --param fast=a:b", 2, "'a', which is not a number; give one from 1 to 5000"},
      {"sweep $S --param fast=nan:20", 2, "'nan', which is not a number"},
      {"sweep $S --param fast=1:1000000000000", 2, "out of range; give one from 1 to 5000"},
      {"sweep $S --param fast=1:2:3:4", 2, "too many colons; write fast=FROM:TO:STEP"},
      {"sweep $S --param fsat=1:20", 2, "did you mean 'fast'?"},
      {"sweep $S --param fast=", 2, "is empty; write fast=FROM:TO:STEP"},
      {"sweep $S --param fast", 2, "names no values; write fast=FROM:TO:STEP or a list"},
      {"sweep $S --param fast=5,", 2, "not a number; give one from 1 to 5000"},
      {"sweep $S --param fast=5,5", 2, "has '5' twice; name each value once"},
      {"sweep $S --param fast=5:9 --param fast=10:20", 2, "'fast' is given twice; give it once"},
      {"sweep $S --param fast=5:9 --set fast=7", 2, "'fast' is given twice; give it once"},
      {"sweep $S --param fast=50:60 --param slow=10:20", 2, "fast must be below slow"},
      {"sweep $S", 2, "nothing to sweep; give a range such as --param fast=FROM:TO:STEP"},
      {"sweep --data $F/W.csv --strategy buy_and_hold --param size=1,2", 2, "it has none at all"},
      {"sweep --data $F/W.csv --strategy rsi_reversion --param lower=1:49", 2, "needs a step"},
      {"sweep --data $F/W.csv --strategy rsi_reversion --param period=2:900 --param "
       "lower=1:49:0.01 --param upper=51:99:0.01",
       2, "more than 50,000,000; take larger steps"},
      {"sweep $S --param fast=5:9 --objective sharp", 2, "did you mean 'sharpe'?"},
      {"sweep $S --param fast=5:9 --objective wealth_of_nations", 2, "; known: final_equity"},
      {"sweep $S --param fast=5:9 --objective max:", 2, "no trial has a figure ''"},
      {"sweep --data $F/W.csv --strategy sma_cross --param fast=290:295 --set slow=299 --objective "
       "trade_profit_factor",
       1, "max:trade_profit_factor is undefined in all of them; choose another --objective"},
      {"sweep $S --param fast=5:9 --require trades>=100000", 1, "--require fails in all of them"},
      {"sweep $S --param fast=5:9 --require trades>>3", 2, "'>3' is not a number; write, say,"},
      {"sweep $S --param fast=5:9 --require trades", 2, "compares nothing; write FIGURE>=NUMBER"},
      {"sweep $S --param fast=5:9 --require trads>=1", 2, "did you mean 'trades'?"},
      {"sweep $S --param fast=5:9 --trials 0", 2, "Value 0 not in range 1 to"},
      {"sweep $S --param fast=5:9 --search best", 2, "not in {grid,random,nlopt}"},
      {"sweep $S --param fast=5:9 --top 0", 2, "Value 0 not in range 1 to 1000"},
      {"sweep $S --param fast=5:9 --threads -1", 2, "Value -1 not in range 0 to 256"},
      {"sweep $S --param fast=5:9 --seed x", 2, "give a whole number from 0 on"},
      {"sweep $S --param fast=5:9 --json $F/none/x.json", 1, "name a file in a folder that exists"},
      {"sweep $S --param fast=5:9 --json $F/x.json --report $F/none/x.html", 1, "that exists"},
      {"sweep $S --param fast=5:9 --json $F/x.json --rows $F/none/x.csv", 1, "that exists"},
      {"sweep $S --param fast=5:9 --rows $F/x --json $F/x", 2, "give each a file of its own"},
      {"sweep $S --param fast=5:9 --rows $F/x --json $F/./x", 2, "give each a file of its own"},
      {"sweep $S --param fast=5:9 --resume $F/x --json $F/x", 2, "give each a file of its own"},
      {"sweep $S --param fast=5:9 --rows $F/W.csv", 2, "which is read; give it a file of its own"},
      {"sweep $S --param fast=5:9 --returns $F/W.csv", 2, "which is read; give it a file of its"},
      {"sweep $S --param fast=5:9 --resume $F", 3, "Is a directory; name a file in a folder"},
      {"sweep $S --param fast=5:9 --resume $F/none/kept", 3, "name a file in a folder that exists"},
      {"sweep $S --param fast=5:9 --resume $F/W.csv", 3, "it is no checkpoint; name another file"},
  });
}

TEST_F(RefusedWork, OfAWalkForward) {
  const std::string walk = "walkforward $S --set fast=5,6 --train 100 --test 50";
  expect_refused({
      {"walkforward $S --set fast=5,6 --train 0", 2, "a training of 0 bars chooses nothing;"},
      {"walkforward $S --set fast=5,6 --test 0", 2, "a test of 0 bars tries nothing;"},
      {"walkforward $S --set fast=5,6 --train 5000", 2, "longer than the data, which have 300"},
      {"walkforward $S --set fast=5,6 --train 100 --test 5000", 2, "longer than the data"},
      {walk + " --purge 100", 2, "leaves nothing of a training"},
      {walk + " --embargo 50", 2, "leaves nothing of a test"},
      {walk + " --bars 10", 2, "--bars needs --splits"},
      {walk + " --folds 3", 2, "does not go with --folds"},
      {walk + " --gap 3", 2, "--gap needs --folds; name a number"},
      {walk + " --param fast=5:9", 2, "unknown option '--param'; see"},
      {walk + " --set fsat=3", 2, "did you mean 'fast'?"},
      {walk + " --objective win_rte", 2, "no trial has a figure 'win_rte'"},
      {walk + " --require trades>=1e9", 1, "loosen --require, widen the ranges"},
      {walk + " --resume $F", 3, "Is a directory; name a file in a folder"},
      {walk + " --json $F/x.json --report $F/none/x.html", 1, "that exists and is writable"},
      {walk + " --json $F/W.csv", 2, "would write over"},
      {"walkforward $S --train 100 --test 50", 2, "no parameter is varied; add one"},
      {"walkforward $S --set fast=50:5 --train 100 --test 50", 2, "write fast=5:50"},
      {"walkforward $S --set fast=5,6 --train abc", 2, "--train: Value abc not in range"},
      {"walkforward --splits --bars 0", 2, "Value 0 not in range 1 to"},
  });
}

TEST_F(RefusedWork, OfAMonteCarlo) {
  const std::string prices = "montecarlo --data $F/W.csv";
  expect_refused({
      {prices + " --paths 0", 2, "Value 0 not in range 1 to 100000000"},
      {prices + " --paths 1000000000000", 2, "not in range 1 to 100000000"},
      {prices + " --draws 0", 2, "Value 0 not in range 1 to"},
      {prices + " --paths 100000000 --draws 10000000", 2, "lower --paths or --draws, or --yes"},
      {prices + " --method stationary --block 0", 2, "--block is '0'; write a length from 1 to"},
      {prices + " --method stationary --block 5000", 2, "write a length from 1 to the 299"},
      {prices + " --block 5", 2, "write --method stationary or circular"},
      {prices + " --skip-rate 0.5", 2, "--skip-rate does nothing with --method bootstrap; leave"},
      {prices + " --noise 0.5", 2, "--noise does nothing with --method bootstrap; leave it out"},
      {prices + " --method skip --skip-rate 1.5", 2, "write a number from 0.00 to 0.99"},
      {prices + " --ruin 1.5", 2, "write a number from 0.00 to 1.00, such as 0.5"},
      {prices + " --ruin nan", 2, "--ruin is no finite number; write a number from"},
      {prices + " --worse-than x", 2, "--worse-than is 'x', which is no such number; see"},
      {prices + " --seed 1.5", 2, "give a whole number from 0 on"},
      {prices + " --method foo", 2, "not in {bootstrap,"},
      {prices + " --method noise", 2, "no strategy was named; add --strategy"},
      {prices + " --of trades", 3, "has no closed trade; write --of sessions"},
      {prices + " --indices $F/ragged.csv", 3, "line 2 has 2 indices, the first path has 3; give"},
      {prices + " --indices $F/below.csv", 3, "'-2' is no index into the 299 returns; write whole"},
      {prices + " --indices $F/beyond.csv", 3, "'99999' is no index into the 299 returns; write"},
      {prices + " --indices $F/half.csv", 3, "'1.5' is no index"},
      {prices + " --indices $F/none.csv", 3, "has no path; write one row of indices each"},
      {prices + " --indices $F", 3, "it is a directory; name a file in it"},
      {prices + " --indices $F/gone.csv", 3, "there is no such file; check the path"},
      {prices + " --indices $F/half.csv --resume $F/x", 2, "keeps nothing; leave --resume out"},
      {prices + " --indices $F/half.csv --json $F/half.csv", 2, "which is read; give it a file"},
      {"montecarlo --run $F/cut.json", 3, "the text ends inside quotes; give it what"},
      {"montecarlo --run $F/empty.json", 3, "has no 'metrics'; give it what"},
      {"montecarlo --run $F/junk", 3, "is no JSON: line 1"},
      {"montecarlo --run $F/W.csv", 3, "is no JSON: line 1"},
      {"montecarlo --run $F", 3, "it is a directory; name a file in it"},
      {"montecarlo --run $F/run.json --json $F/run.json", 2, "which is read; give it a file"},
      {"montecarlo --run $F/run.json --strategy sma_cross", 2, "both named; give one of them"},
      {"montecarlo --run $F/run.json --from 2004-02-02", 2, "leave out --from"},
      {"montecarlo --run $F/run.json --method noise", 2, "name the strategy and its data"},
      {"montecarlo $S --method costs --costs 1,x", 2, "--costs is '1,x', which is no such number"},
      {"montecarlo $S --method costs --costs -1", 2, "write a number from 0.00 to 100.00"},
      {"montecarlo", 2, "nothing to test; name symbols"},
      {prices + " --resume $F/none/kept", 3, "name a file in a folder that exists"},
      {prices + " --json $F/x.json --report $F/none/x", 1, "that exists and is writable"},
  });
}

TEST_F(RefusedWork, OfALookahead) {
  expect_refused({
      {"lookahead $S --every 0", 2, "write 1 for each moment, or auto"},
      {"lookahead $S --every -1", 2, "write 1 for each moment, or auto"},
      {"lookahead $S --every 1.5", 2, "write 1 for each moment, or auto"},
      {"lookahead $S --every 5000", 2, "there are 300 moments; give a smaller number"},
      {"lookahead $S --noise-seed x", 2, "--noise-seed is 'x', which is no such number; see"},
      {"lookahead $S --against $F/gone.csv", 3, "--against: cannot read"},
      {"lookahead $S --against $F/half.csv --json $F/half.csv", 2, "which is read; give it a file"},
      {"lookahead $S --resume $F", 3, "Is a directory; name a file in a folder"},
      {"lookahead $S --json $F/none/x", 1, "name a file in a folder that exists"},
      {"lookahead --data $F/W.csv", 2, "no strategy is named; give --strategy"},
      {"lookahead $S --set fast=1:20", 2, "not a number; give one from 1 to 5000"},
  });
}

TEST_F(RefusedWork, OfARealism) {
  expect_refused({
      {"realism $S --preset foo", 2, "write realistic, backtesting.py, backtrader or plain"},
      {"realism $S --commission free", 2, "--commission is 'free'"},
      {"realism $S --threads 1000", 2, "Value 1000 not in range 0 to 256"},
      {"realism $S --resume $F", 3, "Is a directory; name a file in a folder"},
      {"realism $S --resume $F/x --report $F/x", 2, "give each a file of its own"},
      {"realism $S --json $F/x.json --report $F/none/x", 1, "that exists and is writable"},
      {"realism --data $F/W.csv", 2, "no strategy is named; give --strategy"},
  });
}

TEST_F(RefusedWork, OfAComparison) {
  expect_refused({
      {"compare", 2, "takes 2 to 6 runs and was given 0; name files"},
      {"compare $F/run.json", 2, "takes 2 to 6 runs and was given 1; name files"},
      {"compare $F/run.json $F/run.json $F/run.json $F/run.json $F/run.json $F/run.json $F/a.toml",
       2, "was given 7; name files"},
      {"compare $F/run.json $F/cut.json", 3, "the text ends inside quotes; give it what"},
      {"compare $F/a.toml $F/junk", 3, "is no JSON: line 1"},
      {"compare $F/run.json $F", 3, "Is a directory; name a file"},
      {"compare $F/run.json $F/gone.json", 3, "No such file or directory; name a file"},
      {"compare $F/run.json $F/euros.json", 3, "is in EUR; compare runs of one currency"},
      {"compare $F/a.toml $F/euros.json", 3, "is in EUR; compare runs of one currency"},
      {"compare $F/a.toml $F/bad.toml", 2, "did you mean 'sma_cross'?"},
      {"compare $F/a.toml $F/gone.toml", 3, "cannot read the spec"},
      {"compare $F/run.json $F/run.json --resume $F/x", 2, "none is named; leave it out"},
      {"compare $F/a.toml $F/b.toml --resume $F", 3, "Is a directory; name a file in a folder"},
      {"compare $F/a.toml $F/b.toml --json $F/a.toml", 2, "would write over"},
      {"compare $F/a.toml $F/b.toml --json $F/x --report $F/x", 2, "give each a file of its own"},
      {"compare $F/a.toml $F/b.toml --json $F/x --report $F/none/x", 1, "that exists"},
  });
}

}  // namespace
}  // namespace tw
