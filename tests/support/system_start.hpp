#pragma once

#define XXH_INLINE_ALL
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <xxhash.h>

#include "support/temp_folder.hpp"

namespace tw::support {

/// Makes a file of order ids look as if the system was started anew since it was written: each run
/// of the system has a name, which its slots of 512 bytes hold.
inline void start_system_anew(const std::string& path) {
  constexpr std::size_t kSlot = 512;
  constexpr std::size_t kBoot = 24;
  constexpr std::size_t kChecksum = 64;
  std::string bytes = read_text(path);
  for (std::size_t slot = 0; slot < bytes.size(); slot += kSlot) {
    bytes[slot + kBoot] = bytes[slot + kBoot] == '0' ? '1' : '0';
    const std::uint64_t checksum = XXH3_64bits(bytes.data() + slot, kChecksum);
    std::memcpy(bytes.data() + slot + kChecksum, &checksum, sizeof checksum);
  }
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

}  // namespace tw::support
