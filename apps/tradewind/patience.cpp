#include "patience.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <thread>
#include <unistd.h>

#include "report/number_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr double kPatience_s = 3'600.0;
constexpr double kMemoryMax = 4.0 * (1 << 30);
constexpr double kMegabyte = 1e6;

/// Returns how many bytes a process may still take before the system swaps; without the system's
/// word, as many as anyone may take here.
double free_memory() {
  std::ifstream facts{"/proc/meminfo"};
  std::string name;
  for (double kilobytes = 0.0; facts >> name >> kilobytes;) {
    if (name == "MemAvailable:") return kilobytes * 1024.0;
    std::getline(facts, name);
  }
  return kMemoryMax;
}

std::string duration_text(double seconds) {
  if (seconds < 1.0) return "less than 1 s";
  if (seconds < 90.0) return "about " + report::grouped(seconds, 0) + " s";
  if (seconds < 5'400.0) {
    return "about " + report::grouped(seconds / 60.0, 0) + " minutes";
  }
  if (seconds < 2.0 * 86'400.0) {
    return "about " + report::grouped(seconds / 3'600.0, 1) + " hours";
  }
  return "about " + report::grouped(seconds / 86'400.0, 1) + " days";
}

std::string memory_text(double bytes) {
  if (bytes < 1e9) return report::grouped(bytes / kMegabyte, 0) + " MB";
  return report::grouped(bytes / 1e9, 1) + " GB";
}

std::string text_of(const Cost& cost) {
  return cost.work + ": " + duration_text(cost.seconds) + " on " + std::to_string(cost.cores) +
         (cost.cores == 1 ? " core" : " cores") + ", about " + memory_text(cost.bytes) +
         " of memory";
}

bool says_yes() {
  std::fputs("Go on? [y/N] ", stderr);
  const int answer = std::getchar();
  return answer == 'y' || answer == 'Y';
}

}  // namespace

unsigned cores_of(unsigned wanted) {
  return wanted != 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

void agree(const Cost& cost, const Consent& consent) {
  const double memory_max = std::min(kMemoryMax, 0.8 * free_memory());
  const bool is_long = cost.seconds > kPatience_s;
  const bool is_large = cost.bytes > memory_max;
  const bool is_much = is_long || is_large;
  const bool can_ask = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
  if (is_much && !consent.yes && !can_ask) {
    throw Failure{
        ExitCode::BadUsage,
        text_of(cost) +
            (is_large ? ", more than the " + memory_text(memory_max) + " that it may take" : "") +
            "; " + consent.remedy + ", or --yes to go on"};
  }
  if (!consent.quiet || (is_much && !consent.yes))
    std::fprintf(stderr, "%s\n", text_of(cost).c_str());
  if (is_much && !consent.yes && !says_yes()) throw Failure{ExitCode::Failed, "not begun"};
}

}  // namespace tw::app
