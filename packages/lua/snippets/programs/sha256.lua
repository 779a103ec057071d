-- SHA-256 and HMAC-SHA-256 with the bit library, as a script would to check a webhook's signature.
local band, bor, bxor, bnot = bit.band, bit.bor, bit.bxor, bit.bnot
local rshift, ror, tobit, tohex = bit.rshift, bit.ror, bit.tobit, bit.tohex

-- The constants are computed: fractions of the roots of the first primes.
local function primes(n)
  local list, candidate = {}, 2
  while #list < n do
    local prime = true
    for _, p in ipairs(list) do
      if p * p > candidate then break end
      if candidate % p == 0 then
        prime = false
        break
      end
    end
    if prime then list[#list + 1] = candidate end
    candidate = candidate + 1
  end
  return list
end

local K = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

local function fraction32(x)
  return math.floor((x - math.floor(x)) * 2 ^ 32)
end

local agree = 0
for i, p in ipairs(primes(64)) do
  if fraction32(p ^ (1 / 3)) == K[i] then agree = agree + 1 end
end
print('constants that plain doubles reproduce', agree > 40)

local function word(data, at)
  local a, b, c, d = data:byte(at, at + 3)
  return bor(bit.lshift(a, 24), bit.lshift(b, 16), bit.lshift(c, 8), d)
end

local function length_bytes(bits)
  local out = {}
  for i = 8, 1, -1 do
    out[i] = string.char(bits % 256)
    bits = math.floor(bits / 256)
  end
  return table.concat(out)
end

local function sha256(message)
  local padding = ('\0'):rep((55 - #message) % 64)
  local data = message .. '\128' .. padding .. length_bytes(#message * 8)
  assert(#data % 64 == 0)
  local h = {}
  for i, p in ipairs(primes(8)) do h[i] = tobit(fraction32(p ^ 0.5)) end
  local w = {}
  for chunk = 1, #data, 64 do
    for i = 0, 15 do w[i] = word(data, chunk + i * 4) end
    for i = 16, 63 do
      local x, y = w[i - 15], w[i - 2]
      local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
      local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
      w[i] = tobit(w[i - 16] + s0 + w[i - 7] + s1)
    end
    local a, b, c, d, e, f, g, hh = unpack(h)
    for i = 0, 63 do
      local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
      local ch = bxor(band(e, f), band(bnot(e), g))
      local t1 = tobit(hh + s1 + ch + K[i + 1] + w[i])
      local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
      local maj = bxor(band(a, b), band(a, c), band(b, c))
      hh, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + s0 + maj)
    end
    for i, v in ipairs{a, b, c, d, e, f, g, hh} do h[i] = tobit(h[i] + v) end
  end
  local hex = {}
  for i = 1, 8 do hex[i] = tohex(h[i]) end
  return table.concat(hex)
end

local function unhex(hex)
  return (hex:gsub('%x%x', function(pair) return string.char(tonumber(pair, 16)) end))
end

local function xor_bytes(text, value)
  return (text:gsub('.', function(c) return string.char(bxor(c:byte(), value)) end))
end

local function hmac(key, message)
  if #key > 64 then key = unhex(sha256(key)) end
  key = key .. ('\0'):rep(64 - #key)
  return sha256(xor_bytes(key, 0x5c) .. unhex(sha256(xor_bytes(key, 0x36) .. message)))
end

print(sha256(''))
print(sha256('abc'))
print(sha256('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))
print(sha256(('a'):rep(1000)))
for _, n in ipairs{55, 56, 63, 64, 65, 119, 120} do print(n, sha256(('x'):rep(n))) end
print(hmac('key', 'The quick brown fox jumps over the lazy dog'))
print(hmac(('k'):rep(100), 'long key'))
print(hmac('', ''))
return sha256('abc') == 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
