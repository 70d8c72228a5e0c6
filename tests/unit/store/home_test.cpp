#include "store/home.hpp"

#include <cstdlib>
#include <gmock/gmock.h>

namespace tw::store {
namespace {

class FindHome : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TRADEWIND_HOME", "/ours", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("HOME", "/user", 1);
  }
};

TEST_F(FindHome, TakesTheFlagFirstThenOurVariableThenTheUsualFolders) {
  EXPECT_EQ(find_home("/flag"), "/flag");
  EXPECT_EQ(find_home(""), "/ours");
  unsetenv("TRADEWIND_HOME");
  EXPECT_EQ(find_home(""), "/data/tradewind");
  unsetenv("XDG_DATA_HOME");
  EXPECT_EQ(find_home(""), "/user/.local/share/tradewind");
}

TEST_F(FindHome, TakesAnEmptyVariableForAMissingOne) {
  setenv("TRADEWIND_HOME", "", 1);

  EXPECT_EQ(find_home(""), "/data/tradewind");
}

TEST_F(FindHome, SaysWhatToDoWhenNothingTellsWhere) {
  unsetenv("TRADEWIND_HOME");
  unsetenv("XDG_DATA_HOME");
  unsetenv("HOME");

  EXPECT_THAT(find_home("").error().message, testing::HasSubstr("--home DIR"));
}

}  // namespace
}  // namespace tw::store
