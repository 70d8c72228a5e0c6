#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace tw {
namespace {

TEST(Utf8, MeasuresTheCharacterAtTheFront) {
  EXPECT_EQ(utf8_length("a"), 1U);
  EXPECT_EQ(utf8_length("\xC3\xA9"), 2U);
  EXPECT_EQ(utf8_length("\xE2\x82\xAC!"), 3U);
  EXPECT_EQ(utf8_length("\xF0\x9F\x98\x80"), 4U);
}

TEST(Utf8, RefusesOverlongFormsSurrogatesCutsAndStrayBytes) {
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(utf8_length(bad), 0U) << bad;
  }
}

TEST(Utf8, CountsAndCutsByCharacters) {
  EXPECT_EQ(character_count("\xE2\x82\xAC"
                            "5\xFF"),
            3U);
  EXPECT_EQ(first_characters("\xE2\x82\xAC"
                             "57",
                             2),
            "\xE2\x82\xAC"
            "5");
  EXPECT_EQ(first_characters("ab", 9), "ab");
}

}  // namespace
}  // namespace tw
