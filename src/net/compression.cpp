#include "net/compression.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <zlib.h>

#include "core/assert.hpp"

namespace tw::net {
namespace {

constexpr int kEitherFrame = 15 + 32;  // zlib's words for "zlib or gzip, see the first bytes".
constexpr int kGzipFrame = 15 + 16;
constexpr int kNoFrame = -15;
constexpr std::size_t kPiece = 65'536;

using Bytes = std::expected<std::string, TransportFault>;

std::unexpected<TransportFault> fault(FaultKind kind, std::string what) {
  return std::unexpected{TransportFault{kind, std::move(what)}};
}

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

Bytes inflated(std::string_view body, int frame, std::size_t size_max) {
  z_stream zip{};
  TW_ASSERT(inflateInit2(&zip, frame) == Z_OK);
  TW_ASSERT(body.size() <= std::numeric_limits<uInt>::max());
  zip.next_in = const_cast<Bytef*>(bytes_of(body));  // zlib reads it only.
  zip.avail_in = static_cast<uInt>(body.size());
  std::string text;
  std::array<char, kPiece> piece{};
  int state = Z_OK;
  while (state == Z_OK) {
    zip.next_out = reinterpret_cast<Bytef*>(piece.data());
    zip.avail_out = kPiece;
    state = inflate(&zip, Z_NO_FLUSH);
    const std::size_t came = kPiece - zip.avail_out;
    if (came > size_max - text.size()) {
      inflateEnd(&zip);
      return fault(FaultKind::TooLarge, "a compressed body of more than " +
                                            std::to_string(size_max) + " bytes when unpacked");
    }
    text.append(piece.data(), came);
  }
  inflateEnd(&zip);
  if (state == Z_STREAM_END) return text;
  if (state == Z_BUF_ERROR) return fault(FaultKind::Malformed, "a compressed body is cut short");
  return fault(FaultKind::Malformed, "a compressed body is damaged");
}

}  // namespace

Bytes decompressed(std::string_view body, std::string_view encoding, std::size_t size_max) {
  if (encoding.empty() || encoding == "identity") return std::string{body};
  if (encoding != "gzip" && encoding != "x-gzip" && encoding != "deflate") {
    return fault(FaultKind::Malformed, "a body in an encoding that was not asked for");
  }
  if (body.empty()) return std::string{};  // As an answer to HEAD or a 304 has it.
  Bytes text = inflated(body, kEitherFrame, size_max);
  if (text || encoding != "deflate" || text.error().kind != FaultKind::Malformed) return text;
  Bytes bare = inflated(body, kNoFrame, size_max);
  return bare ? std::move(bare) : std::move(text);
}

std::string gzip(std::string_view text) {
  z_stream zip{};
  TW_ASSERT(deflateInit2(&zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipFrame, 8,
                         Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&zip, static_cast<uLong>(text.size())), '\0');
  zip.next_in = const_cast<Bytef*>(bytes_of(text));  // zlib reads it only.
  zip.avail_in = static_cast<uInt>(text.size());
  zip.next_out = reinterpret_cast<Bytef*>(packed.data());
  zip.avail_out = static_cast<uInt>(packed.size());
  TW_ASSERT(deflate(&zip, Z_FINISH) == Z_STREAM_END);
  packed.resize(zip.total_out);
  deflateEnd(&zip);
  return packed;
}

}  // namespace tw::net
