#include "vendor_sim/fault.hpp"

#include <algorithm>
#include <array>

#include "core/nearest.hpp"
#include "vendor_sim/question.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

constexpr std::int64_t kUsedUp = -1;
constexpr std::array<std::string_view, kFaults> kNames{
    "429",   "429-wait",   "200-error",           "401",        "403",         "500",       "503",
    "html",  "malformed",  "content-type",        "gzip",       "slow",        "truncated", "reset",
    "empty", "clock-skew", "expired-certificate", "duplicates", "out-of-order"};

/// Returns "'x' is no fault; did you mean 'y'?" or with all words there are.
template <class Words>
std::string no_such(std::string_view word, std::string_view kind, const Words& words) {
  std::string line = "'" + std::string{word} + "' is no " + std::string{kind};
  std::vector<std::string_view> known{words.begin(), words.end()};
  if (const auto meant = nearest(word, known)) {
    return line + "; did you mean '" + std::string{*meant} + "'?";
  }
  line += "; use";
  std::string_view separator = " ";
  for (const std::string_view each : known) {
    line += separator;
    line += each;
    separator = ", ";
  }
  return line;
}

std::vector<std::string_view> vendor_names() {
  std::vector<std::string_view> names;
  names.reserve(kSimVendors.size());
  for (const SimVendor& vendor : kSimVendors) names.push_back(vendor.name);
  return names;
}

std::vector<std::string_view> operation_names() {
  std::vector<std::string_view> names;
  names.reserve(vendor::kOperations);
  for (std::size_t i = 0; i < vendor::kOperations; ++i) {
    names.push_back(to_string(static_cast<vendor::Operation>(i)));
  }
  return names;
}

bool strikes(const FaultSwitch& fault, std::string_view vendor, vendor::Operation operation) {
  return (fault.vendor.empty() || fault.vendor == vendor) &&
         (!fault.operation || *fault.operation == operation);
}

}  // namespace

std::string_view to_string(Fault fault) { return kNames[static_cast<std::size_t>(fault)]; }

std::expected<FaultSwitch, std::string> parse_fault(std::string_view text) {
  FaultSwitch parsed;
  if (const std::size_t star = text.rfind('*'); star != std::string_view::npos) {
    const auto times = whole(text.substr(star + 1));
    if (!times || *times < 1) {
      return std::unexpected{"fault '" + std::string{text} +
                             "': behind '*' stands how often, a number above 0"};
    }
    parsed.times = *times;
    text = text.substr(0, star);
  }
  std::array<std::string_view, 3> words{};
  for (std::string_view& word : words) {
    const std::size_t size = std::min(text.find(':'), text.size());
    word = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  const auto* const name = std::ranges::find(kNames, words[0]);
  if (name == kNames.end()) return std::unexpected{no_such(words[0], "fault", kNames)};
  parsed.fault = static_cast<Fault>(name - kNames.begin());
  if (!words[1].empty() && vendor_named(words[1]) == nullptr) {
    return std::unexpected{no_such(words[1], "vendor of the double", vendor_names())};
  }
  parsed.vendor = words[1];
  if (!words[2].empty()) {
    parsed.operation = vendor::parse_operation(words[2]);
    if (!parsed.operation) {
      return std::unexpected{no_such(words[2], "operation", operation_names())};
    }
  }
  return parsed;
}

std::string to_string(const FaultSwitch& fault) {
  std::string text{to_string(fault.fault)};
  if (!fault.vendor.empty() || fault.operation) text += ":" + fault.vendor;
  if (fault.operation) text += ":" + std::string{to_string(*fault.operation)};
  if (fault.times > 0) text += "*" + std::to_string(fault.times);
  return text;
}

void FaultBoard::add(FaultSwitch fault) {
  const std::lock_guard guard{mutex_};
  switches_.push_back(std::move(fault));
}

void FaultBoard::clear() {
  const std::lock_guard guard{mutex_};
  switches_.clear();
}

std::vector<FaultSwitch> FaultBoard::all() const {
  const std::lock_guard guard{mutex_};
  return switches_;
}

std::vector<Fault> FaultBoard::strike(std::string_view vendor, vendor::Operation operation) {
  const std::lock_guard guard{mutex_};
  std::vector<Fault> struck;
  for (FaultSwitch& fault : switches_) {
    if (!strikes(fault, vendor, operation)) continue;
    struck.push_back(fault.fault);
    if (fault.times > 0) fault.times = fault.times > 1 ? fault.times - 1 : kUsedUp;
  }
  std::erase_if(switches_, [](const FaultSwitch& fault) { return fault.times == kUsedUp; });
  return struck;
}

bool FaultBoard::any() const {
  const std::lock_guard guard{mutex_};
  return !switches_.empty();
}

bool FaultBoard::has(Fault fault) const {
  const std::lock_guard guard{mutex_};
  return std::ranges::any_of(switches_,
                             [fault](const FaultSwitch& each) { return each.fault == fault; });
}

}  // namespace tw::vendor_sim
