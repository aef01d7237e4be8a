-- The classes of our HTML → paragraph styles of DOCX and functions of layout.typ. One list for both.

local STYLES = {
  authority = "Authority", requisites = "Requisites", register = "Register Line", addressee = "Addressee",
  annex = "Annex Mark", executor = "Executor", note = "Note", plain = "Plain Line", centred = "Centred Line",
  approval = "Approval",
}
local TO_TYPST = FORMAT:match("typst") ~= nil

local function has(element, class)
  return element.classes:includes(class)
end

-- A line that introduces what follows («Руководителям …:») never stands at the foot of a page.
local function introduces(block)
  return pandoc.utils.stringify(block):match(":%s*$") ~= nil
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local function raw_inline(text)
  return pandoc.RawInline("typst", text)
end

-- In Typst a block becomes the content of a function of ours.
local function called(name, blocks)
  local found = pandoc.List({ raw("#" .. name .. "[") })
  found:extend(blocks)
  found:insert(raw("]"))
  return found
end

local function of_style(blocks, style)
  return pandoc.Div(blocks, { ["custom-style"] = style })
end

-- The first line of an annex begins its page, the others only stand below it.
local function annex(blocks)
  local first = blocks:remove(1)
  return { of_style({ first }, "Annex Mark"), of_style(blocks, "Addressee") }
end

local function plain(blocks)
  return blocks:map(function(block)
    return block.t == "Para" and pandoc.Plain(block.content) or block
  end)
end

local function paragraphs(items)
  return pandoc.List(items):map(function(item)
    return pandoc.Blocks(item):map(function(block)
      return block.t == "Plain" and pandoc.Para(block.content) or block
    end)
  end)
end

-- The frame of the executor belongs to the page of the paragraph after it: an empty one.
local function Div(div)
  for class, style in pairs(STYLES) do
    if has(div, class) then
      if TO_TYPST then return called("doc-" .. class, div.content) end
      if class == "annex" then return annex(div.content) end
      if class == "executor" then return { of_style(div.content, style), of_style({ pandoc.Para({ pandoc.Str("\u{a0}") }) }, "Anchor") } end
      return of_style(div.content, style)
    end
  end
  if has(div, "new-page") then
    return TO_TYPST and called("doc-new-page", div.content) or div.content
  end
  return div.content  -- a wrapper for the browser
end

-- A number of a table stays a field in DOCX, so that it follows when tables are added by hand.
local function Span(span)
  if has(span, "table-number") and not TO_TYPST then
    local number = pandoc.utils.stringify(span)
    return pandoc.RawInline("openxml",
      '<w:fldSimple w:instr=" SEQ Таблица \\* ARABIC "><w:r><w:t>' .. number .. "</w:t></w:r></w:fldSimple>")
  end
  if has(span, "keeps") then return nil end  -- read by the block around it
  if has(span, "nowrap") or #span.classes > 0 then return span.content end
end

-- Whether the block was marked to stay with what follows; the mark is taken away.
local function keeps(block)
  local content = block.content
  local last = content and content[#content]
  if not last or last.t ~= "Span" or not last.classes:includes("keeps") then return false end
  content:remove()
  return true
end

-- In Typst every item is a paragraph of its own: its number stands in the first line, a list below it follows.
local function listed(items, marker)
  local found = pandoc.List({})
  for index, item in ipairs(items) do
    local first = item[1]
    local sticky = keeps(first) or (#item > 1 and introduces(first))
    local line = pandoc.List({ raw_inline("#listed([" .. marker(index) .. "], " .. tostring(sticky) .. ")[") })
    line:extend(first.content)
    line:insert(raw_inline("]"))
    found:insert(pandoc.Para(line))
    for place = 2, #item do found:insert(item[place]) end
  end
  return found
end

local function OrderedList(list)
  if TO_TYPST then return listed(list.content, function(index) return tostring(list.start + index - 1) .. "." end) end
  list.content = paragraphs(list.content)
  return list
end

local function BulletList(list)
  if TO_TYPST then return listed(list.content, function() return "–" end) end
  list.content = paragraphs(list.content)
  return list
end

local function each_row(tbl, act)
  for _, row in ipairs(tbl.head.rows) do act(row, true) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do act(row, true) end
    for _, row in ipairs(body.body) do act(row, false) end
  end
  for _, row in ipairs(tbl.foot.rows) do act(row, false) end
end

local function styled(cell, style, wrap)
  if TO_TYPST then
    local contents = plain(cell.contents)
    cell.contents = wrap and called(wrap, contents) or contents
  else
    cell.contents = { of_style(paragraphs({ cell.contents })[1], style) }
  end
end

local function signature(tbl)
  each_row(tbl, function(row)
    for index, cell in ipairs(row.cells) do
      local last = index == #row.cells
      styled(cell, last and "Signature Name" or "Signature Post", last and "doc-signature-name" or "doc-signature-post")
    end
  end)
  if TO_TYPST then return called("doc-signature", { tbl }) end
  tbl.attributes["custom-style"] = "SignatureTable"  -- of tables the key, of paragraphs the name
  return tbl
end

local function Table(tbl)
  if has(tbl, "signature") then return signature(tbl) end
  each_row(tbl, function(row, heading)
    for _, cell in ipairs(row.cells) do
      if heading then
        styled(cell, "Table Heading", "doc-table-heading")
      elseif has(cell, "num") then
        styled(cell, "Table Number", "doc-table-number")
      elseif has(cell, "section") or has(row, "section") or has(row, "total") then
        styled(cell, "Table Strong", "strong")
      else
        styled(cell, "Table Text", nil)
      end
    end
  end)
  return tbl
end

-- A paragraph that is nothing but a picture has no indent of a first line.
local function Para(para)
  if TO_TYPST then
    if keeps(para) or introduces(para) then return called("doc-keep", { para }) end
  elseif #para.content == 1 and para.content[1].t == "Image" then
    return of_style({ para }, "Centred Line")
  end
end

-- Pictures come as data; Typst finds them under the name the caller has given (`paper.pictures`).
local function Image(image)
  if TO_TYPST then
    return raw_inline('#doc-picture("' .. image.src .. '")')
  end
  image.attributes.width = tostring(PANDOC_WRITER_OPTIONS.variables["text-width"]) .. "mm"
  image.attributes.height = nil
  return image
end

-- The signature never stands alone on a page: the text before it comes along, of one line the one before, too.
local function mark_end(block)
  if block.t == "OrderedList" or block.t == "BulletList" then
    local item = block.content[#block.content]
    mark_end(item[#item])
  elseif block.t == "Para" or block.t == "Plain" then
    block.content:insert(pandoc.Span({}, { class = "keeps" }))
  end
end

local function keep_signature(doc)
  if not TO_TYPST then return nil end
  for index, block in ipairs(doc.blocks) do
    if block.t == "Table" and has(block, "signature") and index > 1 then
      mark_end(doc.blocks[index - 1])
      if index > 2 and doc.blocks[index - 1].t == "Para" then mark_end(doc.blocks[index - 2]) end
    end
  end
  return doc
end

return {
  { Pandoc = keep_signature },
  {
    Div = Div, Span = Span, OrderedList = OrderedList, BulletList = BulletList, Table = Table, Para = Para,
    Image = Image,
  },
}
