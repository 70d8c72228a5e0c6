#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/mutable_globals.hpp"
#include "tidy/tree.hpp"

// The rows above `net` are a pure function of events. A line may opt out with `// tidy: why`.
namespace tw::tidy {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

struct Rule {
  std::string_view word;
  std::string_view reason;
};

constexpr std::string_view kClock = "time is data: use the event's time";
constexpr std::string_view kThread = "the middle has one thread; threads live at the edge";
constexpr std::string_view kFile = "files and sockets live at the edge";
constexpr std::string_view kWorld = "the environment is read in apps/ alone";
constexpr std::string_view kLocale = "reads the locale: use std::to_chars or std::from_chars";
constexpr std::string_view kRandom =
    "random numbers come from a seed in the spec: core/splitmix.hpp";
constexpr std::string_view kPrint = "the middle returns values; apps/ prints";
constexpr std::string_view kOrder = "iteration order differs between libraries: use an ordered one";
constexpr std::string_view kThrow = "nothing in the middle throws: return std::expected or a value";

constexpr Rule kImpure[] = {
    {"<chrono>", kClock},
    {"<ctime>", kClock},
    {"<time.h>", kClock},
    {"system_clock", kClock},
    {"steady_clock", kClock},
    {"high_resolution_clock", kClock},
    {"clock_gettime", kClock},
    {"gettimeofday", kClock},
    {"std::time", kClock},
    {"time(nullptr)", kClock},
    {"localtime", kClock},
    {"sleep_for", kClock},
    {"sleep_until", kClock},
    {"__DATE__", kClock},
    {"__TIME__", kClock},
    {"<thread>", kThread},
    {"<mutex>", kThread},
    {"<shared_mutex>", kThread},
    {"<atomic>", kThread},
    {"<condition_variable>", kThread},
    {"<future>", kThread},
    {"<semaphore>", kThread},
    {"<latch>", kThread},
    {"<barrier>", kThread},
    {"std::thread", kThread},
    {"std::jthread", kThread},
    {"std::async", kThread},
    {"pthread_create", kThread},
    {"thread_local", kThread},
    {"<fstream>", kFile},
    {"<filesystem>", kFile},
    {"<fcntl.h>", kFile},
    {"<unistd.h>", kFile},
    {"<sys/mman.h>", kFile},
    {"<sys/stat.h>", kFile},
    {"<sys/socket.h>", kFile},
    {"fopen", kFile},
    {"freopen", kFile},
    {"popen", kFile},
    {"mmap", kFile},
    {"std::ifstream", kFile},
    {"std::ofstream", kFile},
    {"std::fstream", kFile},
    {"getenv", kWorld},
    {"setenv", kWorld},
    {"putenv", kWorld},
    {"std::system", kWorld},
    {"setlocale", kLocale},
    {"<locale>", kLocale},
    {"<sstream>", kLocale},
    {"sprintf", kLocale},
    {"snprintf", kLocale},
    {"strtod", kLocale},
    {"std::stod", kLocale},
    {"atof", kLocale},
    {"<random>", kRandom},
    {"random_device", kRandom},
    {"std::rand", kRandom},
    {"rand()", kRandom},
    {"srand", kRandom},
    {"std::shuffle", kRandom},
    {"<iostream>", kPrint},
    {"<print>", kPrint},
    {"std::cout", kPrint},
    {"std::cerr", kPrint},
    {"printf", kPrint},
    {"fprintf", kPrint},
    {"puts", kPrint},
    {"fputs", kPrint},
    {"putchar", kPrint},
    {"fwrite", kPrint},
    {"fmt::print", kPrint},
    {"unordered_map", kOrder},
    {"unordered_set", kOrder},
    {"unordered_multimap", kOrder},
    {"throw", kThrow},
};

std::vector<Finding> impurities(const TextFile& file) {
  std::vector<Finding> found;
  const std::vector<std::string> code = code_of(file);
  for (std::size_t line = 0; line < code.size(); ++line) {
    for (const Rule& rule : kImpure) {
      if (contains_word(code[line], rule.word) && !opts_out(file, code, line)) {
        found.push_back({file.path, line + 1, std::string{rule.word}, rule.reason});
      }
    }
  }
  for (const MutableGlobal& global : mutable_globals(code)) {
    if (opts_out(file, code, global.line)) continue;
    found.push_back({file.path, global.line + 1, global.statement,
                     "a thousand runs share one process and nothing else: no mutable globals"});
  }
  return found;
}

std::vector<Finding> impurities_of(std::string_view text) {
  return impurities(example("src/core/example.cpp", text));
}

TEST(Purity, EveryForbiddenWordIsFoundInCodeAndNowhereElse) {
  for (const Rule& rule : kImpure) {
    const std::string word{rule.word};
    const std::string use =
        word.starts_with("<") ? "#include " + word : "int f() { return " + word + "; }";

    EXPECT_THAT(impurities_of(use + "\n"), SizeIs(testing::Ge(1u))) << word;
    EXPECT_THAT(impurities_of("// says " + word + "\n"), IsEmpty()) << word;
    EXPECT_THAT(impurities_of("/* says\n   " + word + " */\n"), IsEmpty()) << word;
    EXPECT_THAT(impurities_of("const char* const kText = \"" + word + "\";\n"), IsEmpty()) << word;
    EXPECT_THAT(
        impurities_of("int f() { return my_" + word + "_of; }\n"),
        SizeIs(word.starts_with("<") || word.ends_with(")") ? testing::Le(1u) : testing::Le(0u)))
        << word;
  }
}

TEST(Purity, AStatementOptsOutWithAReasonOnAnyOfItsLines) {
  EXPECT_THAT(impurities_of("std::fputs(text, stderr);  // tidy: last words of the process\n"),
              IsEmpty());
  EXPECT_THAT(impurities_of("std::fprintf(stderr,\n             \"%d\\n\",\n"
                            "             line);  // tidy: last words of the process\n"),
              IsEmpty());
  EXPECT_THAT(impurities_of("std::fputs(text, stderr);  // tidy: \n"), SizeIs(1));
  EXPECT_THAT(
      impurities_of("std::fputs(a, stderr);\nstop();  // tidy: this is another statement\n"),
      SizeIs(1));
}

TEST(Purity, AMutableGlobalIsFound) {
  for (const std::string_view text : {
           "int counter = 0;\n",
           "namespace tw {\nint counter;\n}\n",
           "namespace tw::inline core {\nnamespace {\nstd::vector<int> cache;\n}\n}\n",
           "inline int counter{0};\n",
           "static double last = 1.0;\n",
           "const char* name = \"x\";\n",
           "std::array<int, 3> table = {1, 2, 3};\n",
           "int next() {\n  static int n = 0;\n  return ++n;\n}\n",
           "struct A {\n  static int count;\n};\n",
           "struct A {\n  inline static std::string last = make();\n};\n",
       }) {
    EXPECT_THAT(impurities_of(text), SizeIs(1)) << text;
  }
}

TEST(Purity, ConstantsFunctionsAndTypesAreNoMutableGlobals) {
  EXPECT_THAT(
      impurities_of("constexpr int kMax = 3;\n"
                    "const std::string kName = \"x\";\n"
                    "constexpr Rule kTable[] = {\n    {1, 2},\n};\n"
                    "inline constexpr std::int64_t kScale = 100;\n"
                    "const char* const kText = \"y\";\n"
                    "using Price = Fixed<Unit, 8>;\n"
                    "template <class T>\nusing Row = std::vector<T>;\n"
                    "struct Point {\n  int x = 0;\n  int y = 0;\n};\n"
                    "enum class Side : int { Buy, Sell };\n"
                    "int area(const Point& p);\n"
                    "int area(const Point& p) {\n  int sum = p.x;\n  return sum;\n}\n"
                    "auto lambda() { return [](int a) { return a; }; }\n"
                    "class A;\n"
                    "template <class T> concept Big = sizeof(T) > 8;\n"
                    "static_assert(sizeof(int) == 4);\n"
                    "static_assert(is_sorted(kRows, {}, &Row::date));\n"
                    "static int helper(int a) { return a; }\n"
                    "struct B {\n  static constexpr int kN = 3;\n"
                    "  static B of(int n);\n  static const char* name(int n) { return \"\"; }\n"
                    "  friend constexpr auto operator<=>(B, B) = default;\n};\n"
                    "const std::vector<int>& table() {\n"
                    "  static const std::vector<int> rows = make();\n  return rows;\n}\n"),
      IsEmpty());
}

TEST(Purity, TheRowsAboveNetAreAPureFunctionOfEvents) {
  const auto files = sources_below(folders_above(read_layers(), "net"));
  ASSERT_THAT(files, SizeIs(testing::Ge(10u)));
  std::vector<Finding> found;

  for (const TextFile& file : files) {
    const auto more = impurities(file);
    found.insert(found.end(), more.begin(), more.end());
  }

  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace tw::tidy
