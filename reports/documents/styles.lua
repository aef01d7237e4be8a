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

local function raw(text)
  return pandoc.RawBlock("typst", text)
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
function Div(div)
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
function Span(span)
  if has(span, "table-number") and not TO_TYPST then
    local number = pandoc.utils.stringify(span)
    return pandoc.RawInline("openxml",
      '<w:fldSimple w:instr=" SEQ Таблица \\* ARABIC "><w:r><w:t>' .. number .. "</w:t></w:r></w:fldSimple>")
  end
  if has(span, "nowrap") or #span.classes > 0 then return span.content end
end

-- Two lists in a row would run on as one in Typst: each stands in a block of its own.
function OrderedList(list)
  list.content = paragraphs(list.content)
  return TO_TYPST and called("doc-list", { list }) or list
end

function BulletList(list)
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

function Table(tbl)
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
function Para(para)
  if not TO_TYPST and #para.content == 1 and para.content[1].t == "Image" then
    return of_style({ para }, "Centred Line")
  end
end

-- Pictures come as data; Typst finds them under the name the caller has given (`paper.pictures`).
function Image(image)
  if TO_TYPST then
    return pandoc.RawInline("typst", '#doc-picture("' .. image.src .. '")')
  end
  image.attributes.width = tostring(PANDOC_WRITER_OPTIONS.variables["text-width"]) .. "mm"
  image.attributes.height = nil
  return image
end
