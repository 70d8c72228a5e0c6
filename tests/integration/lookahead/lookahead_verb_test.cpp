// `tradewind lookahead` as a user calls it.

#include <cmath>
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

class LookaheadVerb : public testing::Test {
 protected:
  LookaheadVerb() { good_ = write("GOOD.csv", support::random_walk(9, 260)); }

  std::string write(const std::string& name, const BarTable& table) {
    std::string text = "date,open,high,low,close,volume\n";
    for (std::size_t i = 0; i < table.size(); ++i) {
      text += to_string(Date{table.session[i]});
      for (const auto* column : {&table.open, &table.high, &table.low, &table.close}) {
        text += ',' + to_string(Price::from_raw((*column)[i]));
      }
      text += ",1000000\n";
    }
    return folder_.write(name, text);
  }
  Finished lookahead(std::vector<std::string> words) const {
    words.insert(words.begin(), {TW_APP, "lookahead", "--strategy", "sma_cross", "--set", "fast=3",
                                 "--set", "slow=8"});
    return support::run_process(words, {.environment = {"TRADEWIND_HOME=" + (folder_ / "home")}});
  }

  support::TempFolder folder_;
  std::string good_;
};

TEST_F(LookaheadVerb, PassesAnHonestRunAndSaysHowMuchItTried) {
  const Finished run = lookahead({"--data", good_});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("each of 260 moments"));
  EXPECT_THAT(run.out, HasSubstr("No look-ahead found."));
  EXPECT_THAT(run.err, HasSubstr("260 of 260 moments, 0.1 million bars to run: less than 1 s on "));
}

TEST_F(LookaheadVerb, TriesEverySoManiethMomentWhenTold) {
  const Finished run = lookahead({"--data", good_, "--every", "50", "--json", "-"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"moments_tried\": 5"));
  EXPECT_THAT(run.out, HasSubstr("\"every\": 50"));
  EXPECT_THAT(run.out, HasSubstr("\"looks_ahead\": false"));
}

TEST_F(LookaheadVerb, GivesTheSameOnOneThreadAndOnThree) {
  const Finished one = lookahead({"--data", good_, "--threads", "1", "--json", "-"});
  const Finished three = lookahead({"--data", good_, "--threads", "3", "--json", "-"});

  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, three.out);
}

TEST_F(LookaheadVerb, FailsOnAFileWhoseClosesWereMovedUp) {
  BarTable table = support::random_walk(9, 260);
  table.close.erase(table.close.begin());
  table.close.push_back(table.close.back());

  const Finished run = lookahead({"--data", write("MOVED.csv", table), "--json", "-"});

  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("\"leak\": \"close_ahead\""));
  EXPECT_THAT(run.out, HasSubstr("\"looks_ahead\": true"));
  EXPECT_THAT(run.err, HasSubstr("the column was moved up"));
}

TEST_F(LookaheadVerb, FailsOnAFileThatIsAheadOfItsSecondSource) {
  BarTable table = support::random_walk(9, 260);
  for (auto* column : {&table.open, &table.high, &table.low, &table.close}) {
    column->erase(column->begin());
    column->push_back(column->back());
  }
  const std::string early = write("EARLY.csv", table);

  const Finished alone = lookahead({"--data", early, "--every", "100"});
  const Finished against = lookahead({"--data", early, "--every", "100", "--against", good_});

  EXPECT_EQ(alone.exit_code, 0) << "alone it looks sound: " << alone.out;
  EXPECT_EQ(against.exit_code, 1);
  EXPECT_THAT(against.out, HasSubstr("ahead_of_reference"));
}

TEST_F(LookaheadVerb, RefusesWhatItCannotDo) {
  const auto expect = [&](const std::vector<std::string>& words, int code, const char* part) {
    const Finished run = lookahead(words);
    EXPECT_EQ(run.exit_code, code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(part));
    EXPECT_THAT(run.err, Not(HasSubstr("moments,"))) << "no work before the refusal";
    EXPECT_EQ(run.out, "");
  };

  expect({"--data", good_, "--every", "0"}, 2, "--every is '0'");
  expect({"--data", good_, "--every", "often"}, 2, "write 1 for each moment, or auto");
  expect({"--data", good_, "--every", "5000"}, 2, "there are 260 moments");
  expect({"--data", good_, "--threads", "1000"}, 2, "--threads: Value 1000 not in range 0 to 256");
  expect({"--data", good_, "--against", "nothing.csv"}, 3, "--against: ");
  expect({"--data", good_, "--from", "2030-01-01"}, 3, "has no bars from 2030-01-01");
  expect({}, 2, "nothing to test");
}

/// `tradewind lookahead` of a program of the user's own: a line of awk, as theirs is one of Python.
class LookaheadOfSignals : public LookaheadVerb {
 protected:
  Finished prove(const std::string& command, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{TW_APP, "lookahead", "--data", good_, "--signals", command};
    words.insert(words.end(), more.begin(), more.end());
    return support::run_process(words, {.environment = {"TRADEWIND_HOME=" + (folder_ / "home")}});
  }
  static std::string awk(const std::string& body) {
    return "awk -F, 'NR==1 {print \"date,signal\"; next} " + body + "'";
  }
};

TEST_F(LookaheadOfSignals, PassesOneThatLooksBack) {
  const Finished run = prove(awk("{print $1 \",\" ($5 > before); before = $5}"));

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("20 of 195 moments"));
  EXPECT_THAT(run.out, HasSubstr("No look-ahead found."));
}

TEST_F(LookaheadOfSignals, NamesTheRowOfOneThatKnowsTheNextClose) {
  const std::string cheat =
      awk("{if (day) print day \",\" ($5 > close_); day = $1; close_ = $5} END {print day \",0\"}");

  const Finished table = prove(cheat);
  const Finished json = prove(cheat, {"--json", "-"});

  EXPECT_EQ(table.exit_code, 1) << table.err;
  EXPECT_THAT(table.out, HasSubstr("OTHER ROWS"));
  EXPECT_THAT(table.out, HasSubstr("column 'signal', nothing after 20"));
  EXPECT_THAT(table.out, HasSubstr("\n        in the run   1\n        without it   0\n"));
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_THAT(json.out, HasSubstr("\"looks_ahead\": true"));
  EXPECT_THAT(json.out, HasSubstr("\"column\": \"signal\""));
}

TEST_F(LookaheadOfSignals, CatchesOneThatScalesByTheWholeFile) {
  const Finished run =
      prove(awk("{day[NR] = $1; c[NR] = $5; if ($5 > high) high = $5} "
                "END {for (i = 2; i <= NR; i++) print day[i] \",\" c[i] / high}"));

  EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
}

TEST_F(LookaheadOfSignals, RefusesWhatCannotBeCompared) {
  const auto expect = [&](const std::string& command, int code, const std::string& part,
                          const std::vector<std::string>& more = {}) {
    const Finished run = prove(command, more);
    EXPECT_EQ(run.exit_code, code) << command << run.err;
    EXPECT_THAT(run.err, HasSubstr(part));
    EXPECT_EQ(run.out, "");
  };

  expect("cat " + good_, 2, "let it read them from standard input");
  expect(awk("{print $1 \",\" pid}") + " pid=$$", 3, "seed its random numbers");
  expect("echo no good >&2; exit 3", 1, "ended with code 3: no good");
  expect("cat > /dev/null", 3, "wrote to standard output is empty");
  expect("cat > /dev/null; echo a,b; echo c,d", 3, "begins with 'c', which is no time");
  expect("cat", 2, "--resume does not go with --signals", {"--resume", folder_ / "kept"});
  expect("cat", 2, "--signals takes the bars of one symbol",
         {"--data", write("TWO.csv", support::random_walk(8, 260))});
}

}  // namespace
}  // namespace tw
