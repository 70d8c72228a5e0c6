#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "net/transport_fault.hpp"

namespace tw::net {

/// Returns the bytes that `body` stands for under a Content-Encoding: "gzip", "x-gzip", "deflate"
/// (with or without the zlib frame, as servers disagree), "identity" or empty.
///
/// Errors: Malformed for another encoding and for a body that is damaged or cut short; TooLarge
/// when more than `size_max` bytes come out, found before they are kept.
std::expected<std::string, TransportFault> decompressed(std::string_view body,
                                                        std::string_view encoding,
                                                        std::size_t size_max);

/// Returns `text` as a gzip member.
std::string gzip(std::string_view text);

}  // namespace tw::net
