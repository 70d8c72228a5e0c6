#include "net/compression.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace tw::net {
namespace {

std::string text() {
  std::string rows;
  for (int i = 0; i < 5000; ++i) rows += std::to_string(i) + ",187.12\n";
  return rows;
}

std::string deflated(const std::string& plain, int window) {
  z_stream zip{};
  EXPECT_EQ(deflateInit2(&zip, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(plain.size() + 100, '\0');
  zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  zip.avail_in = static_cast<uInt>(plain.size());
  zip.next_out = reinterpret_cast<Bytef*>(packed.data());
  zip.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&zip, Z_FINISH), Z_STREAM_END);
  packed.resize(zip.total_out);
  deflateEnd(&zip);
  return packed;
}

FaultKind fault_of(std::string_view body, std::string_view encoding, std::size_t size_max) {
  const auto unpacked = decompressed(body, encoding, size_max);
  EXPECT_FALSE(unpacked.has_value());
  return unpacked ? FaultKind::Cancelled : unpacked.error().kind;
}

TEST(Compression, UnpacksGzipAndBothKindsOfDeflate) {
  const std::string plain = text();
  EXPECT_EQ(decompressed(gzip(plain), "gzip", plain.size()), plain);
  EXPECT_EQ(decompressed(deflated(plain, 15), "deflate", plain.size()), plain);
  EXPECT_EQ(decompressed(deflated(plain, -15), "deflate", plain.size()), plain);
  EXPECT_EQ(decompressed(plain, "identity", 0), plain);
  EXPECT_EQ(decompressed(gzip(""), "gzip", 0), "");
  EXPECT_LT(gzip(plain).size(), plain.size() / 2);
}

TEST(Compression, RefusesABodyThatUnpacksBeyondTheLimit) {
  const std::string bomb = gzip(std::string(8U << 20U, '\0'));
  EXPECT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(fault_of(bomb, "gzip", (8U << 20U) - 1), FaultKind::TooLarge);
  EXPECT_TRUE(decompressed(bomb, "gzip", 8U << 20U).has_value());
}

TEST(Compression, RefusesABodyThatIsCutShortOrDamaged) {
  const std::string packed = gzip(text());
  EXPECT_EQ(fault_of(packed.substr(0, packed.size() / 2), "gzip", 1U << 20U), FaultKind::Malformed);
  EXPECT_EQ(fault_of(packed.substr(0, packed.size() - 1), "gzip", 1U << 20U), FaultKind::Malformed);
  EXPECT_EQ(fault_of("<html>", "gzip", 1U << 20U), FaultKind::Malformed);
  EXPECT_EQ(fault_of("<html>", "deflate", 1U << 20U), FaultKind::Malformed);
  EXPECT_EQ(fault_of(packed, "br", 1U << 20U), FaultKind::Malformed);
}

}  // namespace
}  // namespace tw::net
