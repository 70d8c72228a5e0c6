#include "report/terminal_text.hpp"

#include <gtest/gtest.h>

namespace tw::report {
namespace {

constexpr TerminalOptions kPlain{};
constexpr TerminalOptions kUtf8{.width = 80, .use_color = false, .is_utf8 = true};
constexpr TerminalOptions kColor{.width = 80, .use_color = true, .is_utf8 = true};

TEST(TerminalText, DoesNotLetANameWriteOnTheTerminal) {
  EXPECT_EQ(harmless("A\x1b[2JB\n\x7f", kUtf8), "A?[2JB??");
  EXPECT_EQ(harmless("A\xC2\x9B"
                     "2J",
                     kUtf8),
            "A?2J");
  EXPECT_EQ(harmless("A\xE2\x80\xAE"
                     "B",
                     kUtf8),
            "A?B");
}

TEST(TerminalText, KeepsOtherLettersWhereTheTerminalCanShowThem) {
  EXPECT_EQ(harmless("Zürich", kUtf8), "Zürich");
  EXPECT_EQ(harmless("Zürich", kPlain), "Z?rich");
  EXPECT_EQ(harmless("Z\xFF", kUtf8), "Z?");
}

TEST(TerminalText, ColoursOnlyWhenAsked) {
  EXPECT_EQ(inked("x", Ink::Bad, kPlain), "x");
  EXPECT_EQ(inked("x", Ink::Bad, kColor), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(inked("x", Ink::Plain, kColor), "x");
}

TEST(TerminalText, AlignsByCharactersNotBytes) {
  EXPECT_EQ(left("é", 3), "é  ");
  EXPECT_EQ(right("é", 3), "  é");
  EXPECT_EQ(left("abcdef", 4), "abc.");
}

TEST(TerminalText, WrapsAtBlanksAndBreaksLongWords) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(wrapped(" abcdefgh", 4), (std::vector<std::string>{" abc", "defg", "h"}));
}

}  // namespace
}  // namespace tw::report
