#include "support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What the suites that start the executable rely on.
namespace tw::support {
namespace {

using testing::ElementsAre;

TEST(RunProcess, KeepsOutputAndErrorsApart) {
  const Finished run = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "out\n");
  EXPECT_EQ(run.err, "err\n");
}

TEST(RunProcess, ReadsMoreThanAPipeHoldsFromBoth) {
  const Finished run =
      run_process({"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out.size(), 300'000U);
  EXPECT_EQ(run.err.size(), 300'000U);
}

TEST(RunProcess, GivesWordsAsTheyAreAndAddsToTheEnvironment) {
  const Finished run = run_process({"sh", "-c", "printf '%s|%s' \"$1\" \"$WORD\"", "sh", "a b $c"},
                                   {.environment = {"WORD=w"}});

  EXPECT_EQ(run.out, "a b $c|w");
}

TEST(RunProcess, KillsWhatOutlivesItsTimeEvenWhenItIsSilent) {
  const Finished run = run_process({"sh", "-c", "exec >&- 2>&-; exec sleep 600"},
                                   {.environment = {}, .timeout = std::chrono::milliseconds{50}});

  EXPECT_TRUE(run.is_timed_out);
  EXPECT_EQ(run.exit_code, -1);
}

TEST(RunProcess, SaysWhenThereIsNoSuchProgram) {
  const Finished run = run_process({"no-such-program-anywhere"});

  EXPECT_NE(run.exit_code, 0);
}

TEST(LinesOf, AreWithoutTheirEnds) {
  EXPECT_THAT(lines_of("a\nb\n"), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of(""), ElementsAre());
}

}  // namespace
}  // namespace tw::support
