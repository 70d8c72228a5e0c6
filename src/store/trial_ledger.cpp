#include "store/trial_ledger.hpp"

#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace tw::store {

std::expected<std::uint64_t, FileError> count_trials(const std::string& home,
                                                     const std::string& data_key,
                                                     const std::string& search_key,
                                                     std::uint64_t trials) {
  const std::string folder = home + "/trials";
  if (const auto made = make_folders(folder); !made) return std::unexpected{made.error()};
  const std::string path = folder + "/" + data_key;
  std::string text;
  if (std::filesystem::exists(path)) {
    const auto file = FileText::read(path);
    if (!file) return std::unexpected{file.error()};
    text = file->view();
  }
  std::uint64_t total = 0;
  bool is_known = false;
  std::istringstream lines{text};
  std::string key;
  for (std::uint64_t count = 0; lines >> key >> count;) {
    total += count;
    is_known = is_known || key == search_key;
  }
  if (is_known) return total;
  const std::string line = search_key + " " + std::to_string(trials) + "\n";
  const std::array<std::string_view, 2> parts{text, line};
  if (const auto written = write_atomically(path, parts); !written) {
    return std::unexpected{written.error()};
  }
  return total + trials;
}

}  // namespace tw::store
